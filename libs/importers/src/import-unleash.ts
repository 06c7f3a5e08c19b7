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
import { otherExportMessage } from './other-exports.ts';
import type { ImportProblem } from './problems.ts';
import { UnleashState } from './schema.ts';
import { importedConfigs, importSegments } from './segments.ts';

/** A snapshot of everything with an exact counterpart here, and a list of everything without one. */
export type UnleashImport = { readonly ruleset: Ruleset; readonly problems: readonly ImportProblem[] };

export type UnleashImportOptions = {
  /** The environment of the flags; `development` by default. */
  readonly environment?: string;
  /** Types of flags by key in other environments, such as from an earlier import: a flag has the same type everywhere. */
  readonly flagTypes?: ReadonlyMap<string, FlagType>;
};

const ImportInput = z.object({ environment: EnvironmentKey, state: UnleashState });

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
  const input = ImportInput.safeParse({ environment, state });
  if (!input.success) throw new DomainError(validationFailure(input.error));
  const importedSegments = importSegments(input.data.state);
  const segments = importedConfigs(importedSegments);
  const drafts = createDrafts(input.data.state.features, importedSegments, flagTypes);
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
