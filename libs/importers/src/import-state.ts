import {
  DomainError,
  EnvironmentKey,
  type FlagType,
  type Ruleset,
  RulesetVersion,
  validationFailure,
} from '@burgee/contracts';
import { z } from 'zod';
import { createDrafts, linkDrafts } from './drafts.ts';
import type { RefusedFeature } from './export-environments.ts';
import type { ImportProblem } from './problems.ts';
import { UnleashState } from './schema.ts';
import { importedConfigs, importSegments } from './segments.ts';

/** A snapshot of everything with an exact counterpart here, and a list of everything without one. */
export type UnleashImport = { readonly ruleset: Ruleset; readonly problems: readonly ImportProblem[] };

const ImportInput = z.object({ environment: EnvironmentKey, state: UnleashState });

type StateOptions = {
  readonly environment: string;
  readonly flagTypes: ReadonlyMap<string, FlagType>;
  readonly refused: readonly RefusedFeature[];
};

/** Converts one environment in the form that SDKs get. @throws DomainError VALIDATION_FAILED. */
export function importState(state: unknown, { environment, flagTypes, refused }: StateOptions): UnleashImport {
  const input = ImportInput.safeParse({ environment, state });
  if (!input.success) throw new DomainError(validationFailure(input.error));
  const importedSegments = importSegments(input.data.state);
  const segments = importedConfigs(importedSegments);
  const drafts = createDrafts(input.data.state.features, importedSegments, { types: flagTypes, refused });
  const flags = linkDrafts(drafts, segments);
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
