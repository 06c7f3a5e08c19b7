import type { DomainCode } from '@burgee/contracts';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server';

/** What each failure is over HTTP and over tRPC. A new code does not compile until it stands here. */
export const FAILURE_STATUS = {
  VALIDATION_FAILED: { http: 400, trpc: 'BAD_REQUEST' },
  BODY_TOO_DEEP: { http: 400, trpc: 'BAD_REQUEST' },
  UNAUTHENTICATED: { http: 401, trpc: 'UNAUTHORIZED' },
  FORBIDDEN: { http: 403, trpc: 'FORBIDDEN' },
  TOKEN_SCOPE: { http: 403, trpc: 'FORBIDDEN' },
  CROSS_SITE: { http: 403, trpc: 'FORBIDDEN' },
  OVERRIDES_NOT_PERMITTED: { http: 403, trpc: 'FORBIDDEN' },
  FLAG_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  OVERRIDE_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  ENVIRONMENT_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  SEGMENT_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  KEY_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  PERSON_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  LINK_NOT_VALID: { http: 404, trpc: 'NOT_FOUND' },
  FEATURE_NOT_AVAILABLE: { http: 404, trpc: 'NOT_FOUND' },
  ROUTE_NOT_FOUND: { http: 404, trpc: 'NOT_FOUND' },
  STALE_REVISION: { http: 409, trpc: 'CONFLICT' },
  KEY_TAKEN: { http: 409, trpc: 'CONFLICT' },
  SEGMENT_IN_USE: { http: 409, trpc: 'CONFLICT' },
  FLAG_IN_USE: { http: 409, trpc: 'CONFLICT' },
  KEY_ROTATING: { http: 409, trpc: 'CONFLICT' },
  LAST_ADMIN: { http: 409, trpc: 'CONFLICT' },
  PREREQUISITE_CYCLE: { http: 409, trpc: 'CONFLICT' },
  BODY_TOO_LARGE: { http: 413, trpc: 'PAYLOAD_TOO_LARGE' },
  LIMIT_EXCEEDED: { http: 422, trpc: 'UNPROCESSABLE_CONTENT' },
  RATE_LIMITED: { http: 429, trpc: 'TOO_MANY_REQUESTS' },
  SERVER_BUSY: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
  DATABASE_UNAVAILABLE: { http: 503, trpc: 'SERVICE_UNAVAILABLE' },
} as const satisfies Record<DomainCode, { http: number; trpc: TRPC_ERROR_CODE_KEY }>;
