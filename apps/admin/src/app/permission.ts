import {
  describeFailure,
  type EnvironmentKey,
  isAllowed,
  type Permission,
  PERMISSIONS,
  roleIn,
} from '@burgee/contracts';
import { useSession } from './stores.ts';

export type Permitted = {
  readonly isAllowed: boolean;
  /** The reason if not allowed, as a sentence for the tooltip of a disabled control. */
  readonly why: string | undefined;
};

/** Whether the signed-in person has a permission in an environment, or everywhere if none is passed. */
export function usePermission(permission: Permission, environment?: EnvironmentKey): Permitted {
  const session = useSession();
  if (isAllowed(session, permission, environment)) return { isAllowed: true, why: undefined };
  const { role: needs, where } = PERMISSIONS[permission];
  const place = where === 'environment' ? (environment ?? null) : null;
  const has = roleIn(session, place ?? undefined);
  // The role is sufficient, so the session's reach is what does not cover the environment.
  const failure =
    needs === has
      ? ({ code: 'TOKEN_SCOPE', scope: place ?? 'all environments' } as const)
      : ({ code: 'FORBIDDEN', needs, has, environment: place } as const);
  return { isAllowed: false, why: describeFailure(failure).message };
}
