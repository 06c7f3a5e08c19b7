import type { DomainFailure } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { ofrepFailure } from './failure.ts';

const invalid = (path: string): DomainFailure => ({
  code: 'VALIDATION_FAILED',
  details: [{ path, message: 'is wrong' }],
});

it.each([
  ['INVALID_CONTEXT', invalid('context')],
  ['INVALID_CONTEXT', invalid('context.plan')],
  ['PARSE_ERROR', invalid('')],
  ['PARSE_ERROR', invalid('contexts')],
  ['PARSE_ERROR', { code: 'BODY_TOO_DEEP', limit: 32 }],
  ['FLAG_NOT_FOUND', { code: 'FLAG_NOT_FOUND', flagKey: 'a', environment: 'production' }],
  ['GENERAL', { code: 'RATE_LIMITED', retryAfterSec: 7 }],
  ['GENERAL', { code: 'UNAUTHENTICATED', problem: 'missing' }],
] as const)('is %s for %j', (errorCode, failure) => {
  expect(ofrepFailure(failure as DomainFailure, 'a')).toEqual({
    key: 'a',
    errorCode,
    errorDetails: expect.any(String),
  });
  expect(ofrepFailure(failure as DomainFailure, undefined)).not.toHaveProperty('key');
});
