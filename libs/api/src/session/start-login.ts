import { MINUTE_MS, type StartedLogin, type StartLoginInput, USER_CODE_LETTERS } from '@burgee/contracts';
import { databaseTime, type EntityManager } from '@burgee/data-access';
import { hash } from 'node:crypto';
import type { RequestContext } from '../context.ts';
import { hashOfToken } from '../people/find.ts';

const LOGIN_LIFE_MS = 10 * MINUTE_MS;
const INTERVAL_SEC = 5;

/** Starts a login of a program without a browser, which a person approves elsewhere. Source: RFC 8628. */
export async function startLogin(request: RequestContext, input: StartLoginInput): Promise<StartedLogin> {
  const { services } = request;
  const deviceCode = services.newSecret();
  const userCode = userCodeOf(deviceCode);
  const expiresAt = await services.database.write((em) => insertLogin(em, request, { input, deviceCode, userCode }));
  // Another login has this code, which practically never happens.
  if (!expiresAt) return startLogin(request, input);
  return { deviceCode, userCode, expiresAt: expiresAt.toISOString(), intervalSec: INTERVAL_SEC };
}

type NewLogin = { readonly input: StartLoginInput; readonly deviceCode: string; readonly userCode: string };

/** Returns when the login expires, or nothing if its code is taken. */
async function insertLogin(
  em: EntityManager,
  { services, address }: RequestContext,
  { input, deviceCode, userCode }: NewLogin,
): Promise<Date | undefined> {
  const now = await databaseTime(em);
  const expiresAt = new Date(now.getTime() + LOGIN_LIFE_MS);
  const rows: unknown[] = await em.execute(
    `insert into device_logins
       (id, device_hash, user_code, host, address, role, created_at, expires_at, interval_sec)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (user_code) do nothing returning id`,
    [
      ...[services.newId(), hashOfToken(deviceCode), userCode, input.host, address ?? null],
      ...[input.role, now, expiresAt, INTERVAL_SEC],
    ],
  );
  return rows.length > 0 ? expiresAt : undefined;
}

const CODE_LENGTH = 8;

/** Reveals 34 of 256 bits of a hash of the code, which does not help to guess it. */
export function userCodeOf(deviceCode: string): string {
  let rest = BigInt(`0x${hash('sha256', `user code of ${deviceCode}`)}`);
  const count = BigInt(USER_CODE_LETTERS.length);
  let code = '';
  for (; code.length < CODE_LENGTH; rest /= count) code += USER_CODE_LETTERS.charAt(Number(rest % count));
  return `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}`;
}
