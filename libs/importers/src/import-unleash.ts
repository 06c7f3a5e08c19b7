import {
  DomainError,
  EnvironmentKey,
  RulesetVersion,
  validationFailure,
  type FlagType,
  type Ruleset,
} from '@burgee/contracts';
import { z } from 'zod';
import { draftsOf, flagsOf } from './drafts.ts';
import { otherExportMessage } from './other-exports.ts';
import type { ImportProblem } from './problems.ts';
import { UnleashState } from './schema.ts';
import { configsOf, importSegments } from './segments.ts';

/** Everything that has an exact counterpart here, as a snapshot, and a list of everything that has none. */
export type UnleashImport = { readonly ruleset: Ruleset; readonly problems: readonly ImportProblem[] };

export type UnleashImportOptions = {
  /** The environment that the flags are for; `development` by default. */
  readonly environment?: string;
  /** Types by flag key in other environments, like those of an earlier import: a flag has one type everywhere. */
  readonly flagTypes?: ReadonlyMap<string, FlagType>;
};

const ImportInput = z.object({ environment: EnvironmentKey, state: UnleashState });

/**
 * Converts what Unleash sends to backend SDKs (`GET /api/client/features`): every flag returns what its feature returned,
 * for every context. A feature with any problem is left out as a whole, and so is one that depends on it.
 *
 * @throws DomainError `VALIDATION_FAILED` if `state` is anything else, like one of Unleash's other exports.
 */
export function importUnleash(
  state: unknown,
  { environment = 'development', flagTypes = new Map() }: UnleashImportOptions = {},
): UnleashImport {
  const message = otherExportMessage(state);
  if (message) throw new DomainError({ code: 'VALIDATION_FAILED', details: [{ path: 'state', message }] });
  const input = ImportInput.safeParse({ environment, state });
  if (!input.success) throw new DomainError(validationFailure(input.error));
  const importedSegments = importSegments(input.data.state);
  const segments = configsOf(importedSegments);
  const drafts = draftsOf(input.data.state.features, importedSegments, flagTypes);
  const flags = flagsOf(drafts, segments);
  const ruleset: Ruleset = {
    environment: input.data.environment,
    version: RulesetVersion.parse(0),
    permitsSessionOverrides: false,
    flags,
    segments,
    overrides: [],
  };
  return { ruleset, problems: drafts.flatMap((draft) => draft.problems) };
}
