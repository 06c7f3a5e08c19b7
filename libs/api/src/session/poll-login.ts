import {
  actorOfKey,
  actorOfPerson,
  DAY_MS,
  isAtLeast,
  type PolledLogin,
  type PollLoginInput,
  PREFIX_OF_KIND,
  roleEverywhere,
  SECOND_MS,
} from '@burgee/contracts';
import { changeAccess, type DeviceLoginRow, type EntityManager, PersonRow, toPerson } from '@burgee/data-access';
import { type RequestContext, type Services, writeContext } from '../context.ts';
import { addApiKey } from '../keys/change.ts';
import { hashOfToken } from '../people/find.ts';
import { findLogin, loginNotValid } from './find-login.ts';

/** RFC 8628, 3.5: a program that polls too often pauses this much longer from then on. */
const SLOWER_SEC = 5;

const REASON = 'burgee login, approved in the admin app';

/** Returns whether a login was approved; the first time after that, with the key. @throws DomainError LOGIN_NOT_VALID. */
export async function pollLogin({ services }: RequestContext, { deviceCode }: PollLoginInput): Promise<PolledLogin> {
  const deviceHash = hashOfToken(deviceCode);
  const { login, isTooSoon } = await services.database.write((em) => countPoll(em, deviceHash));
  if (login.decision === 'denied') return { status: 'denied' };
  if (login.personId) return redeem(services, deviceHash, login.personId);
  return { status: isTooSoon ? 'slow_down' : 'pending', intervalSec: login.intervalSec };
}

async function countPoll(em: EntityManager, deviceHash: string) {
  await em.execute('select 1 from device_logins where device_hash = ? for update', [deviceHash]);
  const { login, now } = await findLogin(em, { deviceHash });
  const { polledAt, intervalSec } = login;
  const sinceMs = polledAt ? +now - +polledAt : Infinity;
  const isTooSoon = !login.decision && sinceMs < intervalSec * SECOND_MS;
  em.assign(login, { polledAt: now, intervalSec: intervalSec + (isTooSoon ? SLOWER_SEC : 0) });
  await em.flush();
  return { login, isTooSoon };
}

/** Creates the key now, in the name of the person who approved it: until then, nothing is stored that would open anything. */
async function redeem(services: Services, deviceHash: string, personId: string): Promise<PolledLogin> {
  const secret = PREFIX_OF_KIND.admin + services.newSecret();
  const ctx = writeContext(services, { actor: actorOfPerson(personId) });
  return changeAccess(ctx, async (em) => {
    // Check again under the lock: only the first of several concurrent polls finds the login unused.
    const { login, now } = await findLogin(em, { deviceHash });
    const approvedBy = await requireApprover(em, login, personId);
    login.usedAt = now;
    const expiresAt = new Date(+now + Number(login.days) * DAY_MS).toISOString();
    const { role, host } = login;
    const input = { name: `CLI on ${host}`, role, reach: null, scopes: [], expiresAt, reason: REASON };
    const { key, change } = await addApiKey(ctx, em, { input: { kind: 'admin', ...input }, secret, now, personId });
    const session = { actor: actorOfKey(key.id), name: key.name, role, roles: {}, reach: null };
    return { result: { status: 'granted', secret, session, expiresAt, approvedBy }, changes: [change] };
  });
}

/** Returns the person's email address. The person may have lost the role since the approval. @throws DomainError LOGIN_NOT_VALID. */
async function requireApprover(em: EntityManager, { role }: DeviceLoginRow, id: string): Promise<string> {
  const row = await em.findOneOrFail(PersonRow, { id });
  const { broken, ...person } = toPerson(row);
  const canGrant = !broken && person.disabledAt === null && isAtLeast(roleEverywhere(person), role);
  if (!canGrant) throw loginNotValid('approver');
  return person.email;
}
