import { DomainError, type FlagType } from '@burgee/contracts';
import { importStates, type UnleashImport } from './import-state.ts';
import { otherExportMessage } from './other-exports.ts';

export type UnleashImportOptions = {
  /** The environment of the flags; `development` by default. */
  readonly environment?: string;
  /** Types of flags by key in other environments, such as from an earlier import: a flag has the same type everywhere. */
  readonly flagTypes?: ReadonlyMap<string, FlagType>;
};

/**
 * Converts the response of Unleash for backend SDKs (`GET /api/client/features`). Every flag returns the same as its feature
 * for every context. A feature with any problem is omitted as a whole, and so are the features that depend on it.
 *
 * @throws DomainError `VALIDATION_FAILED` if `state` is anything else, such as one of Unleash's other exports.
 */
export function importUnleash(
  state: unknown,
  { environment = 'development', flagTypes = new Map() }: UnleashImportOptions = {},
): UnleashImport {
  const message = otherExportMessage(state);
  if (message) throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'state', message }] });
  return importStates([{ environment, state, refused: [] }], flagTypes)[0] as UnleashImport;
}
