export type { BooleanKey, NumberKey, ObjectKey, StringKey } from '../flag-keys.ts';

export type { ProviderOptions } from '../notes.ts';
export { BurgeeProvider } from './provider.ts';
