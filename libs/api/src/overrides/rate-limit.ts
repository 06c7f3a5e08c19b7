import { DomainError, type EnvironmentKey, type FlagKey, type OverrideType, type TargetId } from '@burgee/contracts';
import type { EntityManager } from '@burgee/data-access';

/** W39.8: limit of changes to one flag's overrides in any hour, across all servers. A list of users is one change. */
export const MAX_CHANGES_PER_HOUR = 100;
const HOUR = `interval '1 hour'`;

/**
 * Types of overrides that are counted together. Each session counts separately, so that a browser cannot use up the
 * limit of editors or of other browsers; an emergency is not counted at all, because it must never be refused.
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
 * Counts changes in the audit trail, which has all of them: exact over a sliding hour of the database's clock, across
 * servers and restarts. Call it under the environment's lock, or two concurrent hundredth changes would both pass. Call
 * it before setting an override, never before removing one: removals count as changes but are never refused, so that a
 * user can always be taken out.
 *
 * @throws DomainError RATE_LIMITED.
 */
export async function checkRate(em: EntityManager, { environment, flagKey, type, sessionId }: Counted): Promise<void> {
  const types = COUNTED[type];
  if (types.length === 0) return;
  const [row]: { wait_sec: number }[] = await em.execute(
    `select ceil(extract(epoch from at + ${HOUR} - clock_timestamp()))::int as wait_sec from audit_entries
     where environment = ? and key = ? and subject = 'override' and at > clock_timestamp() - ${HOUR}
       and action in ('created', 'updated', 'removed') and override_type in (${types.map(() => '?').join()})
     ${sessionId === undefined ? '' : 'and target = ?'}
     order by at desc offset ${MAX_CHANGES_PER_HOUR - 1} limit 1`,
    [environment, flagKey, ...types, ...(sessionId === undefined ? [] : [sessionId])],
  );
  if (row) throw new DomainError({ code: 'RATE_LIMITED', retryAfterSec: Math.max(1, row.wait_sec) });
}
