import type { DomainCode } from '@burgee/contracts';
import { ownValue } from '@burgee/contracts/wire';
import { STATUS, type Status } from './world.ts';

/** Failures that are not refusals of the request itself. */
const STATUS_OF: Partial<Record<DomainCode, Status>> = {
  UNAUTHENTICATED: STATUS.notPermitted,
  FORBIDDEN: STATUS.notPermitted,
  TOKEN_SCOPE: STATUS.notPermitted,
  VALIDATION_FAILED: STATUS.usage,
  ENVIRONMENT_NOT_FOUND: STATUS.usage,
  DATABASE_UNAVAILABLE: STATUS.unreachable,
  UPSTREAM_UNAVAILABLE: STATUS.unreachable,
  ISSUER_UNAVAILABLE: STATUS.unreachable,
  SERVER_BUSY: STATUS.unreachable,
};

/** The exit status for a failure of the server. */
export function failureStatus(code: string): Status {
  return ownValue(STATUS_OF as Record<string, Status>, code) ?? STATUS.refused;
}
