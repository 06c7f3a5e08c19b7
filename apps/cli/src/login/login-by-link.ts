import type { PolledLogin, StartedLogin } from '@burgee/contracts';
import { addressOf, send } from '../derived/send.ts';
import type { Session } from '../session.ts';
import { visibleText } from '../visible-text.ts';
import { Complaint, type Run, STATUS } from '../world.ts';

export const ROLES = ['viewer', 'editor', 'admin'] as const;

/** A key that the server accepts, and its session. */
type Granted = { readonly key: string; readonly session: Session; readonly text: string };

const MAX_HOST = 80;

/** Prints a link and a code, and waits until a person has approved it. @throws Complaint if that does not happen. */
export async function loginByLink(url: string, role: (typeof ROLES)[number], run: Run): Promise<Granted> {
  const host = printable(run.host()) || 'unknown';
  const started = await ask<StartedLogin>('/api/logins', { host, role }, { url, run });
  const { expiresAt } = started;
  const userCode = visibleText(started.userCode);
  const link = addressOf(url, `/admin/approve-login?code=${userCode}`);
  const minutes = Math.max(1, Math.round((Date.parse(expiresAt) - run.now()) / 60_000));
  run.complain(`Open this link in a browser, and approve the login:\n\n  ${link}\n`);
  run.complain(
    `Compare the code first: ${userCode}. It is valid for ${minutes === 1 ? '1 minute' : `${minutes} minutes`}. Waiting ...`,
  );
  return waitForKey(started, { url, run });
}

type Place = { readonly url: string; readonly run: Run };

async function waitForKey({ deviceCode, intervalSec, expiresAt }: StartedLogin, place: Place): Promise<Granted> {
  const { run, url } = place;
  const interrupted = run.interruption();
  for (let pauseSec = intervalSec; ;) {
    await run.wait(pauseSec * 1_000);
    if (interrupted.aborted) throw new Complaint('Interrupted: nothing was stored.', STATUS.refused, fixFor(url));
    const polled = await pollOnce(deviceCode, place).catch((error: unknown) => {
      // The server may restart in the meantime, and the code stays valid.
      const isAway = error instanceof Complaint && error.status === STATUS.unreachable;
      if (isAway && run.now() < Date.parse(expiresAt)) return { status: 'away' } as const;
      throw error;
    });
    if (polled.status === 'away') continue;
    if (polled.status === 'denied') throw new Complaint('The login was denied.', STATUS.notPermitted, fixFor(url));
    if (polled.status === 'granted') {
      const { session, secret, approvedBy } = polled;
      run.complain(`Approved by ${visibleText(approvedBy)}.`);
      return { key: secret, session, text: JSON.stringify(session) };
    }
    pauseSec = polled.intervalSec;
  }
}

function pollOnce(deviceCode: string, place: Place): Promise<PolledLogin> {
  return ask<PolledLogin>('/api/logins/poll', { deviceCode }, place);
}

async function ask<Answer>(path: string, body: Readonly<Record<string, unknown>>, { url, run }: Place) {
  const request = { method: 'POST', path, body };
  return JSON.parse(await send({ url, token: undefined }, request, { run, path: 'burgee login' })) as Answer;
}

function fixFor(url: string): string {
  return `burgee login --url ${url}`;
}

/** The part of a host name that the server accepts. */
function printable(host: string): string {
  return host.replaceAll(/\p{C}/gu, '').trim().slice(0, MAX_HOST);
}
