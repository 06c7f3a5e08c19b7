import { addressOf, createDatabase, eventually, type FaultProxy, startFaultProxy, throughProxy } from '@burgee/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { newFlag, startTestServer, type TestServer } from './test-server.ts';

/** Starts a server whose reads can be made to hang while its writes continue. */
async function startBehindProxy() {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  const proxy = await startFaultProxy(addressOf(databaseUrl));
  const burgee = await startTestServer({ databaseUrl: throughProxy(databaseUrl, proxy) });
  return {
    ...burgee,
    proxy,
    [Symbol.asyncDispose]: async () => {
      proxy.setFault({ kind: 'none' });
      await burgee[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

/** Makes every connection hang except those that have written. */
function hangReads(proxy: FaultProxy): void {
  for (const connection of proxy.connections) {
    if (connection.sent.includes('pg_notify')) connection.setFault({ kind: 'none' });
  }
  proxy.setFault({ kind: 'hang' });
}

async function isOn({ request }: Pick<TestServer, 'request'>, key: string): Promise<boolean> {
  return ((await request('/api/config/flags')).body as Record<string, boolean>)[key] === true;
}

const switchOn = { as: 'editor', body: { enabled: true, rolloutPercentage: 100 } } as const;

describe('10.3 a change after whose commit the database hangs', () => {
  let burgee: Awaited<ReturnType<typeof startBehindProxy>>;
  beforeAll(async () => {
    burgee = await startBehindProxy();
  });
  afterEach(() => burgee.proxy.setFault({ kind: 'none' }));
  afterAll(() => burgee[Symbol.asyncDispose]());

  it('is acknowledged while it hangs, and reported as not served yet', async () => {
    const key = await newFlag(burgee);
    hangReads(burgee.proxy);
    const answer = await burgee.request(`/api/admin/flags/${key}`, switchOn);
    expect(answer).toMatchObject({ status: 200, body: { key, enabled: true } });
    expect(answer.headers.get('Burgee-Not-Served-Yet')).toMatch(/^development;version=\d+$/);
    expect(await isOn(burgee, key)).toBe(false);

    burgee.proxy.setFault({ kind: 'none' });
    await eventually(async () => expect(await isOn(burgee, key)).toBe(true));
  });

  it('is reported over tRPC too', async () => {
    const key = await newFlag(burgee);
    hangReads(burgee.proxy);
    const answer = await burgee.request('/trpc/flags.setEnabled', {
      as: 'editor',
      body: { environment: 'development', key, enabled: true },
    });
    expect(answer).toMatchObject({ status: 200, body: { result: { data: { key, enabled: true } } } });
    expect(answer.headers.get('Burgee-Not-Served-Yet')).toMatch(/^development;version=\d+$/);
  });

  it('is reported for access too', async () => {
    await newFlag(burgee);
    hangReads(burgee.proxy);
    const answer = await burgee.request('/trpc/keys.create', {
      as: 'admin',
      body: { kind: 'server', name: 'backend', environment: 'development' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Burgee-Not-Served-Yet')).toMatch(/^access;version=\d+$/);
  });
});

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

it('a change that this server serves is not reported', async () => {
  const key = await newFlag(burgee);
  const answer = await burgee.request(`/api/admin/flags/${key}`, switchOn);
  expect(answer.headers.has('Burgee-Not-Served-Yet')).toBe(false);
  expect(await isOn(burgee, key)).toBe(true);
});

describe('the answer to a change over tRPC', () => {
  it('names the version that it created, of its environment or of keys and people', async () => {
    const key = await newFlag(burgee);
    const change = await burgee.request('/trpc/flags.setEnabled', {
      as: 'editor',
      body: { environment: 'development', key, enabled: true },
    });
    expect(change.headers.get('Burgee-Served')).toMatch(/^development;version=\d+$/);
    const access = await burgee.request('/trpc/keys.create', {
      as: 'admin',
      body: { kind: 'server', name: 'backend', environment: 'development' },
    });
    expect(access.headers.get('Burgee-Served')).toMatch(/^\*;version=\d+$/);
  });

  it('names no version if the change was refused', async () => {
    const { headers } = await burgee.request('/trpc/flags.setEnabled', {
      as: 'viewer',
      body: { environment: 'development', key: 'wishlist-gallery', enabled: true },
    });
    expect(headers.has('Burgee-Served')).toBe(false);
  });
});
