import { type ApiClient, createApiClient } from '@burgee/api-client';
import { readDatabaseClockFrom } from '@burgee/testing';
import { createHmac } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core';
import { PASSWORD } from '../admin-page.ts';
import { type Burgee, startBurgee } from '../burgee.ts';
import { PEOPLE, type PersonName } from './people.ts';
import { STORY } from './story.ts';
import { instant, NOW, START } from './time.ts';

/** A Burgee that a company has used for three months, with a clock that stands still. */
export type Shop = AsyncDisposable & {
  readonly burgee: Burgee;
  /** Returns a client that acts as a person at that instant. */
  as(who: PersonName): ApiClient;
  /** Opens a browser context, signed in as a person or not. */
  open(browser: Browser, who: PersonName | 'nobody', options?: BrowserContextOptions): Promise<BrowserContext>;
};

const SECRET = 'only the server of the scenes accepts it';

export async function startShop(): Promise<Shop> {
  const directory = await mkdtemp(join(tmpdir(), 'burgee-shop-'));
  const clock = join(directory, 'clock');
  // PostgreSQL, which runs as another user, reads it too.
  await chmod(directory, 0o755);
  const setClock = (at: number) => {
    writeFileSync(`${clock}-next`, instant(at));
    renameSync(`${clock}-next`, clock);
  };
  setClock(START);
  const settings = {
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'server-clock.ts')}`,
    SCENE_CLOCK: clock,
    AUTH_JWT_SECRET: SECRET,
    LIMIT_WRITES: '0',
    LIMIT_SIGN_INS: '0',
  };
  const burgee = await startBurgee(settings, (databaseUrl) => readDatabaseClockFrom(databaseUrl, clock));
  const as = (who: PersonName) => createApiClient({ url: burgee.url, token: tokenOf(who) });

  await addPeople(burgee, as('mira'));

  for (const { at, by, does } of STORY) {
    setClock(at);
    await does(as(by));
  }

  setClock(NOW);
  return {
    burgee,
    as,
    open: async (browser, who, options) => {
      const context = await browser.newContext({ ...options, locale: 'en-GB', timezoneId: 'UTC' });
      await context.clock.setFixedTime(NOW);
      if (who !== 'nobody') await signIn(context, burgee.url, PEOPLE[who].email);
      return context;
    },
    [Symbol.asyncDispose]: async () => {
      await burgee[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function addPeople({ setupLink, url }: Burgee, mira: ApiClient): Promise<void> {
  const nobody = createApiClient({ url });
  for (const { email, name, role, roles } of Object.values(PEOPLE)) {
    const isFirst = email === PEOPLE.mira.email;
    const token = isFirst
      ? new URL(setupLink).searchParams.get('token')
      : (await mira.people.invite.mutate({ email, role, roles })).token;
    await nobody.session.join.mutate({ token: token ?? '', name, password: PASSWORD, ...(isFirst && { email }) });
  }
}

async function signIn(context: BrowserContext, url: string, email: string): Promise<void> {
  const response = await context.request.post(`${url}/api/auth/sign-in/email`, {
    headers: { Origin: url },
    data: { email, password: PASSWORD },
  });
  if (!response.ok()) throw new Error(`${email} could not sign in: ${await response.text()}`);
}

/** A JWT as an identity provider would issue it. */
function tokenOf(who: PersonName): string {
  const { email, role } = PEOPLE[who];
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = `${encode({ alg: 'HS256' })}.${encode({ sub: email, role, exp: NOW / 1000 + 86_400 })}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}
