import { DomainError, type EnvironmentKey, type FlagKey, type OverrideType, type TargetId } from '@burgee/contracts';
import { databaseTime, type EntityManager } from '@burgee/data-access';

/** W39.8: changes of one flag's overrides in any hour, whichever server makes them. A list of users is one change. */
export const MAX_CHANGES_PER_HOUR = 100;
const HOUR_MS = 60 * 60 * 1000;

/**
 * Overrides that are counted together. Each session counts apart, so that a browser can use up neither what editors have
 * nor what other browsers have; an emergency is not counted at all, because it must never be refused.
 */
const COUNTED: Record<OverrideType, readonly OverrideType[]> = {
  user: ['user', 'testing', 'global'],
  testing: ['user', 'testing', 'global'],
  global: ['user', 'testing', 'global'],
  session: ['session'],
  emergency: [],
};

type Counted = {
  readonly environment: EnvironmentKey;
  readonly flagKey: FlagKey;
  readonly type: OverrideType;
  /** For session overrides. */
  readonly sessionId?: TargetId;
};

/**
 * The audit trail has every change, so it is counted there: exact over a sliding hour, across servers and restarts. Call it
 * under the environment's lock, or two callers who are the hundredth would both pass; and before an override is set, never
 * before one is removed. Removals count, since they are changes, and are never refused: a user can always be taken out.
 *
 * @throws DomainError RATE_LIMITED.
 */
export async function checkRate(em: EntityManager, { environment, flagKey, type, sessionId }: Counted): Promise<void> {
  const types = COUNTED[type];
  if (types.length === 0) return;
  const now = await databaseTime(em);
  const [row]: { at: string | Date }[] = await em.execute(
    `select at from audit_entries
     where environment = ? and key = ? and subject = 'override' and at > ?
       and action in ('created', 'updated', 'removed') and override_type in (${types.map(() => '?').join()})
     ${sessionId === undefined ? '' : 'and target = ?'}
     order by at desc offset ${MAX_CHANGES_PER_HOUR - 1} limit 1`,
    [
      environment,
      flagKey,
      new Date(now.getTime() - HOUR_MS),
      ...types,
      ...(sessionId === undefined ? [] : [sessionId]),
    ],
  );
  if (!row) return;
  const freeAt = new Date(row.at).getTime() + HOUR_MS;
  throw new DomainError({
    code: 'RATE_LIMITED',
    retryAfterSec: Math.max(1, Math.ceil((freeAt - now.getTime()) / 1000)),
  });
}
