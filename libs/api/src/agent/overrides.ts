import type { Override, RemoveIdOverrideInput, SetIdOverrideInput } from '@burgee/contracts';
import type { WriteContext } from '@burgee/data-access';
import { removeOtherOverride, removeUserOverride, setTestingOverride, setUserOverride } from '../overrides/change.ts';

/** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED, RATE_LIMITED. */
export function setIdOverride(write: WriteContext, { override, ...place }: SetIdOverrideInput): Promise<Override> {
  const { type, ...fields } = override;
  return 'userId' in fields
    ? setUserOverride(write, { ...place, ...fields })
    : setTestingOverride(write, { ...place, ...fields });
}

/** @throws DomainError FLAG_NOT_FOUND, OVERRIDE_NOT_FOUND. */
export function removeIdOverride(write: WriteContext, { override, ...place }: RemoveIdOverrideInput): Promise<void> {
  return override.type === 'user'
    ? removeUserOverride(write, { ...place, userId: override.userId })
    : removeOtherOverride(write, 'testing', { ...place, testRunId: override.testRunId });
}
