import { DomainError, EnvironmentKey, RulesetVersion, validationFailure, type Ruleset } from '@burgee/contracts';
import { z } from 'zod';
import { draftsOf, flagsOf } from './drafts.ts';
import type { ImportProblem } from './problems.ts';
import { UnleashState } from './schema.ts';
import { configsOf, importSegments } from './segments.ts';

/** A snapshot of all that has an exact counterpart here, and a list of what has none. */
export type UnleashImport = { readonly ruleset: Ruleset; readonly problems: readonly ImportProblem[] };

export type UnleashImportOptions = {
  /** The environment that the flags are for; `development` where it is not said. */
  readonly environment?: string;
};

const ImportInput = z.object({ environment: EnvironmentKey, state: UnleashState });

/**
 * Takes over what Unleash gives to its SDKs (`{ version, features, segments }`): every flag answers as its feature did, for
 * every context. A feature with any problem is left out whole, and so is one that depends on it.
 *
 * @throws DomainError `VALIDATION_FAILED` where `state` is nothing of the kind.
 */
export function importUnleash(
  state: unknown,
  { environment = 'development' }: UnleashImportOptions = {},
): UnleashImport {
  const input = ImportInput.safeParse({ environment, state });
  if (!input.success) throw new DomainError(validationFailure(input.error));
  const importedSegments = importSegments(input.data.state.segments);
  const segments = configsOf(importedSegments);
  const drafts = draftsOf(input.data.state.features, importedSegments);
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
