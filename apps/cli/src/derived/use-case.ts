export type { CommandCase as UseCase, CommandField as Field } from '@burgee/contracts';

/** The fields of an input by name. */
export type Fields = Readonly<Record<string, unknown>>;
