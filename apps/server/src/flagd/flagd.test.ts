import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeStartFailure } from '../start-failure.ts';
import { createServerKey, startTestEdge } from '../test-edge.ts';
import { bearer, createKey } from '../test-keys.ts';
import { newFlagAt, startTestServer, type TestServer } from '../test-server.ts';
import { startFlagd } from './start-flagd.ts';

let burgee: TestServer;
let key: string;
beforeAll(async () => {
  burgee = await startTestServer();
  key = await createServerKey(burgee, 'development');
});
afterAll(() => burgee[Symbol.asyncDispose]());

const PATH = '/flagd/development.json';
const ask = (headers: Readonly<Record<string, string>>, path = PATH) => burgee.request(path, { headers });

describe('15.4 the flags for flagd over HTTP', () => {
  it('are for a server key, in either header', async () => {
    const flag = await newFlagAt(burgee, 100);
    for (const headers of [bearer(key), { 'X-API-Key': key }]) {
      const { status, body } = await ask(headers);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        flags: { [flag]: { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' } },
        $evaluators: { invalid_ids: {} },
        metadata: { environment: 'development', version: expect.stringMatching(/^\d+$/) },
      });
    }
  });

  it('are not sent again while they are the same', async () => {
    const { headers } = await ask(bearer(key));
    const etag = headers.get('etag') ?? '';
    expect(await ask({ ...bearer(key), 'If-None-Match': etag })).toMatchObject({ status: 304, body: '' });
    await newFlagAt(burgee, 100);
    expect(await ask({ ...bearer(key), 'If-None-Match': etag })).toMatchObject({ status: 200 });
  });

  it('are refused to everyone else', async () => {
    const web = await createKey(burgee, { kind: 'web', origins: [] });
    expect(await burgee.request(PATH)).toMatchObject({ status: 401 });
    expect(await ask(bearer('srv_x'))).toMatchObject({ status: 401 });
    expect(await ask(bearer(web.secret))).toMatchObject({ status: 403 });
    expect(await burgee.request(PATH, { as: 'admin' })).toMatchObject({ status: 403 });
  });

  it('exist only of the environment of the key', async () => {
    for (const environment of ['production', 'nowhere']) {
      expect(await ask(bearer(key), `/flagd/${environment}.json`)).toMatchObject({
        status: 404,
        body: { code: 'ENVIRONMENT_NOT_FOUND', details: { environment, existing: ['development'] } },
      });
    }
    expect(await ask(bearer(key), '/flagd/development')).toMatchObject({ status: 404 });
  });

  it('are not on an edge, which does not know the user overrides', async () => {
    await using edge = await startTestEdge(burgee.url, key);
    const response = await fetch(edge.url + PATH, { headers: bearer(key) });
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'ROUTE_NOT_FOUND' }]);
  });
});

it('15.4 a port for providers of flagd that is taken is reported with its setting', async () => {
  const parts = {
    ...{ settings: { HOST: '127.0.0.1', FLAGD_TLS_CERT: undefined, FLAGD_TLS_KEY: undefined }, services: {} as never },
    ...{ streams: {} as never, limits: {} as never, clock: () => 0, log: pino({ level: 'silent' }) },
  };
  const first = await startFlagd({ ...parts, port: 0 });
  const failure: unknown = await startFlagd({ ...parts, port: first.port }).catch((error: unknown) => error);
  const settings = { HOST: '127.0.0.1', PORT: 4000, DATA_DIR: '.data' };
  expect(describeStartFailure(failure as Error, settings)).toMatch(
    /^FLAGD_SYNC_PORT: Burgee cannot listen on 127\.0\.0\.1:\d+: .*\. Set another port, or leave the setting out\.$/s,
  );
  await first.close(1_000);
});
