import type { DomainFailure } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { problemSentences } from './export-problem.tsx';

it('15.6 the faults of an export are sentences', () => {
  const details = [
    { path: 'document', message: 'is a single feature of the admin API' },
    { path: 'document.version', message: 'is not 1 or 2.' },
    { path: 'features.0', message: 'must be text' },
  ];
  expect(problemSentences({ code: 'VALIDATION_FAILED', details })).toEqual([
    'This file is a single feature of the admin API.',
    'version is not 1 or 2.',
    'features.0 must be text.',
  ]);
  const busy: DomainFailure = { code: 'BUSY', environment: null, retryAfterSec: 1 };
  expect([problemSentences(null), problemSentences(busy)]).toEqual([[], []]);
});
