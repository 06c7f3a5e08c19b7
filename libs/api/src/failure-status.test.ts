import { type DomainCode, DomainFailure } from '@burgee/contracts';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { describe, expect, it } from 'vitest';
import { FAILURE_STATUS } from './failure-status.ts';

/** The specification's table, plus our own codes. */
const TABLE: Record<number, DomainCode[]> = {
  400: ['VALIDATION_FAILED', 'BODY_TOO_DEEP'],
  401: ['UNAUTHENTICATED'],
  403: ['FORBIDDEN', 'TOKEN_SCOPE', 'OVERRIDES_NOT_PERMITTED', 'CROSS_SITE'],
  404: [
    'FLAG_NOT_FOUND',
    'OVERRIDE_NOT_FOUND',
    'ENVIRONMENT_NOT_FOUND',
    'SEGMENT_NOT_FOUND',
    'FEATURE_NOT_AVAILABLE',
    'ROUTE_NOT_FOUND',
    'KEY_NOT_FOUND',
    'PERSON_NOT_FOUND',
    'LINK_NOT_VALID',
    'LOGIN_NOT_VALID',
  ],
  409: [
    'PLAN_NOT_VALID',
    'STALE_REVISION',
    'KEY_TAKEN',
    'SEGMENT_IN_USE',
    'PREREQUISITE_CYCLE',
    'FLAG_IN_USE',
    'FLAG_MANAGED',
    'KEY_ROTATING',
    'LAST_ADMIN',
  ],
  413: ['BODY_TOO_LARGE'],
  422: ['LIMIT_EXCEEDED'],
  429: ['RATE_LIMITED'],
  503: ['SERVER_BUSY', 'BUSY', 'DATABASE_UNAVAILABLE', 'ISSUER_UNAVAILABLE', 'UPSTREAM_UNAVAILABLE'],
};
const cells = Object.entries(TABLE).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const));

describe('the status of a failure', () => {
  it('is defined for every code, and for no other', () => {
    const codes = DomainFailure.options.map(({ shape }) => shape.code.value).sort();
    expect(cells.map(([code]) => code).sort()).toEqual(codes);
    expect(Object.keys(FAILURE_STATUS).sort()).toEqual(codes);
  });

  it.each(cells)('%s is %i over HTTP', (code, status) => {
    expect(FAILURE_STATUS[code].http).toBe(status);
  });

  it.each(cells)('%s is %i over tRPC', (code, status) => {
    expect(getHTTPStatusCodeFromError(new TRPCError({ code: FAILURE_STATUS[code].trpc }))).toBe(status);
  });
});
