import {
  describeFailure,
  type EnvironmentKey,
  type Flag,
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

type Managed = Pick<Flag, 'environment' | 'key' | 'managedBy'>;

/** Whether the signed-in person may change a flag here, instead of where it is managed. */
export function useFlagPermission(flag: Managed): Permitted {
  return unlessManaged(usePermission('flags:write', flag.environment), flag, flag.managedBy !== null);
}

/** The same for its overrides for users and for everyone. */
export function useLastingPermission(flag: Managed): Permitted {
  return unlessManaged(usePermission('overrides:write', flag.environment), flag, flag.managedBy?.overrides ?? false);
}

function unlessManaged(permitted: Permitted, { key, managedBy }: Managed, isManaged: boolean): Permitted {
  if (!managedBy || !isManaged || !permitted.isAllowed) return permitted;
  const failure = { code: 'FLAG_MANAGED', flagKey: key, source: managedBy.source } as const;
  return { isAllowed: false, why: describeFailure(failure).message };
}
