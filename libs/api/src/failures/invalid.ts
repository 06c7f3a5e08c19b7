import { type Detail, DomainError, invalidInput } from '@burgee/contracts';

/** A failure at one place of an input. */
export function invalid(path: string, message: string): DomainError {
  return invalidAt([{ path, message }]);
}

/** Failures at several places of one input. */
export function invalidAt(details: readonly Detail[]): DomainError {
  return new DomainError(invalidInput(details));
}
