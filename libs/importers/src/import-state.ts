import {
  DomainError,
  EnvironmentKey,
  type FlagType,
  type Ruleset,
  RulesetVersion,
  validationFailure,
} from '@burgee/contracts';
import { z } from 'zod';
import { agreeOnTypes } from './agree-on-types.ts';
import { createDrafts, linkDrafts } from './drafts.ts';
import type { RefusedFeature } from './export-environments.ts';
import type { ImportProblem } from './problems.ts';
import { UnleashState } from './schema.ts';
import { importedConfigs, importSegments } from './segments.ts';

/** A snapshot of everything with an exact counterpart here, and a list of everything without one. */
export type UnleashImport = { readonly ruleset: Ruleset; readonly problems: readonly ImportProblem[] };

const ImportInput = z.object({ environment: EnvironmentKey, state: UnleashState });

/** One environment in the form that SDKs get. */
type StateInput = {
  readonly environment: string;
  readonly state: unknown;
  readonly refused: readonly RefusedFeature[];
};

/**
 * Converts environments in the form that SDKs get.
 *
 * @param known the types of flags that exist already, by key.
 * @throws DomainError VALIDATION_FAILED.
 */
export function importStates(inputs: readonly StateInput[], known: ReadonlyMap<string, FlagType>): UnleashImport[] {
  const environments = inputs.map(({ environment, state, refused }) => {
    const input = ImportInput.safeParse({ environment, state });
    if (!input.success) throw new DomainError(validationFailure(input.error));
    const segments = importSegments(input.data.state);
    const drafts = createDrafts(input.data.state.features, segments, refused);
    return { environment: input.data.environment, segments: importedConfigs(segments), drafts };
  });
  return agreeOnTypes(environments, known).map(({ environment, segments, drafts }) => {
    const ruleset: Ruleset = {
      environment,
      version: RulesetVersion.parse(0),
      permitsSessionOverrides: false,
      flags: linkDrafts(drafts, segments),
      segments,
      overrides: [],
    };
    return { ruleset, problems: drafts.flatMap((draft) => draft.problems) };
  });
}
