import {
  describeFailure,
  isAllowed,
  PERMISSIONS,
  roleIn,
  type EnvironmentKey,
  type Permission,
} from '@burgee/contracts';
import { useSession } from './stores.ts';

export type Permitted = {
  readonly isAllowed: boolean;
  /** Why not, as a sentence for the tooltip of what is disabled. */
  readonly why: string | undefined;
};

/** Whether who has signed in may do something: in an environment, or without one everywhere. */
export function usePermission(permission: Permission, environment?: EnvironmentKey): Permitted {
  const session = useSession();
  if (isAllowed(session, permission, environment)) return { isAllowed: true, why: undefined };
  const { role: needs, where } = PERMISSIONS[permission];
  const place = where === 'environment' ? (environment ?? null) : null;
  const has = roleIn(session, place ?? undefined);
  // Who has the role does not reach the place.
  const failure =
    needs === has
      ? ({ code: 'TOKEN_SCOPE', scope: place ?? 'all environments' } as const)
      : ({ code: 'FORBIDDEN', needs, has, environment: place } as const);
  return { isAllowed: false, why: describeFailure(failure).message };
}
