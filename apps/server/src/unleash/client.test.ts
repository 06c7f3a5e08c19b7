import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from '../test-edge.ts';
import { callAsAdmin, createKey } from '../test-keys.ts';
import { newFlag, newFlagAt, type TestServer } from '../test-server.ts';
import { openStream } from '../test-streams.ts';
import { asSdk, type Features, STREAMING_SDK } from './test-unleash.ts';

const environment = 'development';

describe.each(PLACES)('15.5 server SDKs of Unleash, at the %s', (place) => {
  let burgee: TestServer;
  let secret: string;
  let ask: ReturnType<typeof asSdk>;
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { STREAMS_PER_CLIENT: '3' } });
    secret = (await createKey(burgee, { kind: 'server' })).secret;
    ask = asSdk(burgee, secret);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const features = async (headers: Record<string, string> = STREAMING_SDK) =>
    (await ask('/client/features', { headers })).body as Features;
  const feature = async (key: string, headers?: Record<string, string>) =>
    (await features(headers)).features.find(({ name }) => name === key);
  const setEnabled = (key: string, enabled: boolean) =>
    callAsAdmin(burgee, 'flags.setEnabled', { environment, key, enabled });

  it('get the flags as features, with the key as it is or after Bearer', async () => {
    const key = await newFlagAt(burgee, 100);
    const expected = { name: key, enabled: true, strategies: [{ name: 'default', parameters: {}, constraints: [] }] };
    expect(await features()).toMatchObject({ version: 2, segments: [], query: { environment } });
    expect(await feature(key)).toMatchObject(expected);
    expect(await feature(key, { Authorization: `Bearer ${secret}` })).toMatchObject(expected);
    await setEnabled(key, false);
    expect(await feature(key)).toMatchObject({ enabled: false });
  });

  it('do not get flags that they could not evaluate exactly', async () => {
    const key = await newFlagAt(burgee, 50);
    expect(await feature(key)).toBeUndefined();
  });

  it('get the overrides of users', async () => {
    const key = await newFlag(burgee, { enabled: true });
    await callAsAdmin(burgee, 'overrides.setUser', {
      environment,
      flagKey: key,
      userId: 'ada',
      overrideType: 'include',
    });
    expect(await feature(key)).toMatchObject({
      enabled: true,
      strategies: [{ constraints: [{ contextName: 'userId', operator: 'IN', values: ['ada'] }] }],
    });
    await callAsAdmin(burgee, 'overrides.removeUser', { environment, flagKey: key, userId: 'ada' });
    expect(await feature(key)).toMatchObject({ enabled: false });
  });

  it('get 304 while no feature has changed', async () => {
    const key = await newFlag(burgee);
    const { headers } = await ask('/client/features');
    const known = { 'If-None-Match': headers.get('ETag') ?? '' };
    expect(await ask('/client/features', { headers: known })).toMatchObject({ status: 304, body: '' });
    await setEnabled(key, true);
    await callAsAdmin(burgee, 'flags.update', { environment, key, description: 'Changes nothing for them.' });
    expect(await ask('/client/features', { headers: known })).toMatchObject({ status: 304 });
    await callAsAdmin(burgee, 'flags.setEnabled', { environment, key, enabled: true, rolloutPercentage: 100 });
    expect(await ask('/client/features', { headers: known })).toMatchObject({ status: 200 });
  });

  it('get the hint to stream only if they have flags, with an answer that is never 304', async () => {
    const first = await ask('/client/features', { headers: STREAMING_SDK });
    expect([first.status, first.headers.get('Fetch-Mode')]).toEqual([200, null]);
    const etag = first.headers.get('ETag') ?? '';
    const known = { ...STREAMING_SDK, 'If-None-Match': etag };
    const hint = await ask('/client/features', { headers: known });
    expect([hint.status, hint.headers.get('Fetch-Mode')]).toEqual([200, 'streaming']);
    expect(hint.headers.get('ETag')).not.toBe(etag);
    // It could not keep the stream open.
    const back = { ...STREAMING_SDK, 'If-None-Match': hint.headers.get('ETag') ?? '' };
    const answer = await ask('/client/features', { headers: back });
    expect([answer.status, answer.headers.get('Fetch-Mode'), answer.headers.get('ETag')]).toEqual([200, null, etag]);
    for (const version of ['5.1.9', '4.3.0', 'unknown']) {
      const older = { 'Unleash-Client-Spec': version, 'If-None-Match': '"other"' };
      expect((await ask('/client/features', { headers: older })).headers.get('Fetch-Mode')).toBeNull();
    }
    const newer = { 'Unleash-Client-Spec': '6.0.0', 'If-None-Match': '"other"' };
    expect((await ask('/client/features', { headers: newer })).headers.get('Fetch-Mode')).toBe('streaming');
  });

  it('stream all features, and then those that change', async () => {
    const key = await newFlag(burgee);
    const path = '/api/client/streaming';
    const stream = await openStream(burgee.url, { path, headers: { Authorization: secret, ...STREAMING_SDK } });
    const events = () =>
      [...stream.text().matchAll(/^event: (\S+)\ndata: (.*)$/gm)].map(([, name, data]) => {
        const { events } = JSON.parse(data ?? '') as {
          events: { type: string; featureName?: string; feature?: { name: string } }[];
        };
        return [
          name,
          ...events.map(({ type, featureName, feature }) => `${type} ${featureName ?? feature?.name ?? ''}`),
        ];
      });
    await expect.poll(events).toEqual([['unleash-connected', 'hydration ']]);
    await callAsAdmin(burgee, 'flags.setEnabled', { environment, key, enabled: true, rolloutPercentage: 100 });
    await expect.poll(events).toContainEqual(['unleash-updated', `feature-updated ${key}`]);
    await callAsAdmin(burgee, 'flags.setEnabled', { environment, key, enabled: true, rolloutPercentage: 50 });
    await expect.poll(events).toContainEqual(['unleash-updated', `feature-removed ${key}`]);
    stream.close();
  });

  it('are refused more streams with 503, because other statuses start a second loop of polls', async () => {
    const options = { path: '/api/client/streaming', headers: { Authorization: secret } };
    const open = await Promise.all(Array.from({ length: 3 }, () => openStream(burgee.url, options)));
    const refused = await openStream(burgee.url, options);
    await refused.ended;
    expect([refused.status, refused.response.headers['retry-after']]).toEqual([503, '10']);
    for (const stream of open) stream.close();
  });

  it('lose their stream and their access with their key', async () => {
    const { secret: own, key } = await createKey(burgee, { kind: 'server' });
    await expect.poll(async () => (await asSdk(burgee, own)('/client/features')).status).toBe(200);
    const stream = await openStream(burgee.url, { path: '/api/client/streaming', headers: { Authorization: own } });
    await callAsAdmin(burgee, 'keys.revoke', { environment, id: key.id });
    expect(await stream.ended).toMatchObject({ complete: true });
    expect((await asSdk(burgee, own)('/client/features')).status).toBe(401);
  });

  it('need a server key', async () => {
    const { secret: web } = await createKey(burgee, { kind: 'web' });
    await expect.poll(async () => (await asSdk(burgee, web)('/frontend')).status).toBe(200);
    for (const path of ['/client/features', '/client/streaming']) {
      expect((await asSdk(burgee, web)(path)).status).toBe(403);
      expect((await fetch(`${burgee.url}/api${path}`)).status).toBe(401);
    }
    expect((await asSdk(burgee, web)('/client/metrics', { body: {} })).status).toBe(403);
    expect((await asSdk(burgee, 'default:development.abc')('/client/features')).status).toBe(401);
  });

  it('register, and report what they evaluated, with fields that this server does not know', async () => {
    expect(await ask('/client/register', { body: { appName: 'shop', strategies: [], future: 1 } })).toMatchObject({
      status: 202,
      body: '',
    });
    const bucket = { toggles: { nowhere: { yes: 1, no: 2 } }, start: '', future: {} };
    expect(await ask('/client/metrics', { body: { appName: 'shop', bucket, specVersion: '5.2.0' } })).toMatchObject({
      status: 202,
    });
    expect(await ask('/client/metrics', { body: { bucket: null, impactMetrics: [] } })).toMatchObject({ status: 202 });
    const metrics = [{ featureName: 'nowhere', yes: 1, no: -1, timestamp: '' }];
    expect(await ask('/client/metrics/bulk', { body: { applications: [], metrics } })).toMatchObject({ status: 202 });
    expect(await ask('/client/metrics', { body: { bucket: { toggles: [] } } })).toMatchObject({ status: 400 });
  });
});
