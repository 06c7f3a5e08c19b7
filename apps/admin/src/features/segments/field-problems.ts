import { describeFailure, type DomainFailure } from '@burgee/contracts';
import type { Problems } from './segment-draft.ts';

/** The server's validation failures by field. */
export function fieldProblems(failure: DomainFailure | null): Problems {
  if (failure?.code === 'VALIDATION_FAILED')
    return new Map(failure.details.map(({ path, message }) => [path, message]));
  if (failure?.code === 'KEY_TAKEN') return new Map([['key', describeFailure(failure).message]]);
  return new Map();
}
