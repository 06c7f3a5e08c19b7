import { DomainError, invalidInput, type Detail } from '@burgee/contracts';

/** What of an input cannot be taken, and why. */
export function invalid(path: string, message: string): DomainError {
  return invalidAt([{ path, message }]);
}

/** The same for many places of one input. */
export function invalidAt(details: readonly Detail[]): DomainError {
  return new DomainError(invalidInput(details));
}
