import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from '../test-edge.ts';
import { callAsAdmin, createKey } from '../test-keys.ts';
import { newFlag, newFlagAt, type TestServer } from '../test-server.ts';
import { asSdk } from './test-unleash.ts';

const environment = 'development';
type Toggles = { readonly toggles: readonly { readonly name: string; readonly variant: object }[] };

describe.each(PLACES)('15.5 frontend SDKs of Unleash, at the %s', (place) => {
  let burgee: TestServer;
  let ask: ReturnType<typeof asSdk>;
  let plan: string;
  beforeAll(async () => {
    burgee = await startTestPlace(place);
    ask = asSdk(burgee, (await createKey(burgee, { kind: 'web', origins: ['https://shop.test'] })).secret);
    plan = await newFlag(burgee, {
      enabled: true,
      rules: [
        {
          id: 'pro',
          condition: { attribute: 'plan', operator: 'in', values: ['pro'] },
          serve: { kind: 'variant', variant: 'on' },
        },
      ],
    });
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const origin = { Origin: 'https://shop.test' };
  const names = async (query: string, headers: Record<string, string> = origin) => {
    const { body } = await ask(`/frontend?${query}`, { headers });
    return (body as Toggles).toggles.map(({ name }) => name);
  };

  it('get only flags that are on, for the context of the query', async () => {
    expect(await names('appName=shop&environment=default&userId=ada&properties[plan]=pro')).toContain(plan);
    expect(await names('userId=ada&plan=pro')).toContain(plan);
    expect(await names('userId=ada&plan=pro&properties[plan]=free')).not.toContain(plan);
    expect(await names('userId=ada')).not.toContain(plan);
  });

  it('get the same for the context of a body', async () => {
    const context = { userId: 'ada', properties: { plan: 'pro' }, future: 1 };
    const { body, status } = await ask('/frontend', { headers: origin, body: { context, toggles: [] } });
    expect(status).toBe(200);
    expect((body as Toggles).toggles.find(({ name }) => name === plan)).toEqual({
      name: plan,
      enabled: true,
      variant: { name: 'disabled', enabled: false, feature_enabled: true },
      impressionData: false,
    });
    expect(await ask('/frontend', { headers: origin, body: {} })).toMatchObject({ status: 200 });
  });

  it('get every flag exactly, even those that their own SDKs could not evaluate', async () => {
    const half = await newFlagAt(burgee, 50);
    const ids = Array.from({ length: 20 }, (_each, index) => `user-${index}`);
    const theirs = await Promise.all(ids.map(async (id) => (await names(`userId=${id}`)).includes(half)));
    const { request } = burgee;
    const ours = await Promise.all(
      ids.map(async (id) => (await request(`/api/config/flags?userId=${id}`)).body as Record<string, boolean>),
    );
    expect(theirs).toEqual(ours.map((flags) => flags[half]));
    expect(new Set(theirs).size).toBe(2);
  });

  it('get the value of a variant as its payload', async () => {
    const variants = [
      { key: 'small', value: { rows: 1 } },
      { key: 'large', value: { rows: 9 } },
    ];
    const key = await newFlag(burgee, {
      type: 'json',
      variants,
      onVariant: 'large',
      offVariant: 'small',
      enabled: true,
    });
    await callAsAdmin(burgee, 'overrides.setGlobal', { environment, flagKey: key, value: { rows: 9 } });
    const variantOf = async () =>
      ((await ask('/frontend', { headers: origin })).body as Toggles).toggles.find(({ name }) => name === key)?.variant;
    expect(await variantOf()).toEqual({
      name: 'large',
      enabled: true,
      feature_enabled: true,
      payload: { type: 'json', value: '{"rows":9}' },
    });
    await callAsAdmin(burgee, 'overrides.setGlobal', { environment, flagKey: key, value: { rows: 4 } });
    expect(await variantOf()).toMatchObject({ name: 'override', payload: { value: '{"rows":4}' } });
  });

  it('never get 304 for another context, even with the same flags', async () => {
    const { headers } = await ask('/frontend?userId=ada', { headers: origin });
    const known = { ...origin, 'If-None-Match': headers.get('ETag') ?? '' };
    expect((await ask('/frontend?userId=ada', { headers: known })).status).toBe(304);
    expect((await ask('/frontend?userId=ben', { headers: known })).status).toBe(200);
    await newFlag(burgee);
    expect((await ask('/frontend?userId=ada', { headers: known })).status).toBe(200);
  });

  it('get another ETag as soon as time may change a flag', async () => {
    const key = await newFlagAt(burgee, 100);
    const etag = async () => (await ask('/frontend?userId=ada', { headers: origin })).headers.get('ETag');
    const before = await etag();
    expect(await etag()).toBe(before);
    const expiresAt = new Date(new Date().getTime() + 3_600_000).toISOString();
    await callAsAdmin(burgee, 'flags.update', { environment, key, expiresAt });
    expect(await names('userId=ada')).toContain(key);
    expect(await names(`userId=ada&currentTime=${expiresAt}`)).not.toContain(key);
    expect(await etag()).not.toBe(before);
  });

  it('are matched by their address, unless they name another', async () => {
    const condition = { attribute: 'remoteAddress', operator: 'in', values: ['127.0.0.1'] };
    const rules = [{ id: 'here', condition, serve: { kind: 'variant', variant: 'on' } }];
    const key = await newFlag(burgee, { enabled: true, rules });
    expect(await names('userId=ada')).toContain(key);
    expect(await names('userId=ada&remoteAddress=10.0.0.1')).not.toContain(key);
  });

  it('get only what is on for an invalid user, who is not anonymous', async () => {
    const key = await newFlagAt(burgee, 100);
    expect(await names('')).toContain(key);
    expect(await names('userId=ada&userId=ben')).not.toContain(key);
  });

  it('may be on pages of the origins of their key', async () => {
    const headers = {
      ...origin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization,if-none-match,unleash-appname,unleash-connection-id,unleash-sdk',
    };
    const answer = await fetch(`${burgee.url}/api/frontend`, { method: 'OPTIONS', headers });
    const allowed = answer.headers.get('Access-Control-Allow-Headers')?.toLowerCase().split(',');
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(origin.Origin);
    expect(allowed).toEqual(expect.arrayContaining(headers['Access-Control-Request-Headers'].split(',')));
    expect((await ask('/frontend', { headers: { Origin: 'https://other.test' } })).status).toBe(403);
  });

  it('register, and report what they showed', async () => {
    expect((await ask('/frontend/client/register', { headers: origin, body: { appName: 'shop' } })).status).toBe(200);
    const bucket = { toggles: { [plan]: { yes: 1, no: 0, variants: {} } } };
    expect((await ask('/frontend/client/metrics', { headers: origin, body: { bucket } })).status).toBe(200);
  });
});
