import { createFlagClient } from '@burgee/client';
import { sessionOverrides } from '@burgee/client/overrides';
import type { JsonValue } from '@burgee/contracts';
import { createFlagServer } from '@burgee/node';
import { eventually } from '@burgee/testing';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../test-run.ts';
import { DECLARATION, keptValues, send, startDev, type TestDev } from './test-dev.ts';

let dev: TestDev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

/** A browser's client, without a page. */
function connectClient(options: Partial<Parameters<typeof createFlagClient>[0]> = {}) {
  const client = createFlagClient({ url: dev.url, storage: false, ...options });
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

/** A server's, which evaluates in this process. */
function connectServer() {
  const problems: object[] = [];
  const onProblem = (problem: object) => void problems.push(problem);
  const server = createFlagServer({ url: dev.url, key: 'srv_dev', onProblem });
  return Object.assign(server, { problems, [Symbol.asyncDispose]: async () => void (await server.close()) });
}

type Reader = { get(key: string, fallback: JsonValue): unknown };

/** Values that no flag has, of the same types. */
const NONE: Readonly<Record<string, JsonValue>> = {
  ...{ 'new-checkout': false, banner: false, color: '?', limit: -1, greeting: '?', limits: {}, computed: -1 },
};
const read = (reader: Reader, key: string) => reader.get(key, NONE[key] ?? null);

describe('14.8 burgee dev', () => {
  it('says where it is and which keys it accepts', async () => {
    expect(dev.output).toBe(`7 flags of flags.ts at ${dev.url}\n`);
    await eventually(() => expect(dev.complaints()).toContain(`BURGEE_URL=${dev.url} BURGEE_KEY=srv_dev\n`));
  });

  it('answers with the declared fallbacks, in browsers and servers', async () => {
    using client = connectClient();
    await using server = connectServer();
    await Promise.all([client.ready(), server.ready()]);
    const flags = await server.for({ userId: 'ann' });
    for (const reader of [client, flags]) {
      expect([reader.isEnabled('new-checkout'), reader.isEnabled('banner')]).toEqual([false, true]);
      expect(['color', 'limit', 'greeting', 'limits'].map((key) => read(reader, key))).toEqual([
        ...['red', 10, 'Hello'],
        { perDay: 5 },
      ]);
      // The file does not contain its fallback: that of the code applies.
      expect(read(reader, 'computed')).toBe(-1);
    }
    expect(server.problems).toEqual([]);
  });

  it('brings a value that is set by hand to every browser and server at once', async () => {
    using client = connectClient();
    await using server = connectServer();
    await Promise.all([client.ready(), server.ready()]);
    const values = {
      'new-checkout': true,
      banner: false,
      color: 'blue',
      limit: 12.5,
      greeting: '',
      limits: { perDay: 7 },
    };
    for (const [key, value] of Object.entries(values)) expect((await dev.set(key, value)).status).toBe(204);

    await eventually(async () => {
      const flags = await server.for({ userId: 'ann' });
      for (const reader of [client, flags]) {
        expect(Object.keys(values).map((key) => read(reader, key))).toEqual(Object.values(values));
      }
    });
    expect(await keptValues(dev.folder)).toEqual(values);
    await send(dev.url, '/api/dev/flags/color', { method: 'DELETE' });
    await eventually(() => expect(read(client, 'color')).toBe('red'));
    await send(dev.url, '/api/dev/flags', { method: 'DELETE' });
    await eventually(() => expect(read(client, 'greeting')).toBe('Hello'));
    expect(await keptValues(dev.folder)).toEqual({});
    expect(server.problems).toEqual([]);
  });

  it.each([
    ['new-checkout', 'yes', 400, 'must be a boolean'],
    ['color', 'green', 400, 'must be one of "red", "blue"'],
    ['limit', '5', 400, 'must be a number'],
    ['limits', null, 400, 'must be a JSON object or list'],
    ['colour', 'red', 404, 'Did you mean "color"?'],
  ])('refuses to set %s to %j', async (key, value, status, sentence) => {
    const response = await dev.set(key, value);
    expect([response.status, await response.text()]).toEqual([
      status,
      expect.stringContaining(sentence.replaceAll('"', '\\"')),
    ]);
  });

  it('lets a browser override flags for its own session, as the toolbar does', async () => {
    using client = connectClient({ overrides: sessionOverrides() });
    using other = connectClient();
    await using server = connectServer();
    await Promise.all([client.ready(), other.ready(), server.ready()]);
    await client.overrides?.set('new-checkout', true);
    await eventually(() => expect(client.isEnabled('new-checkout')).toBe(true));
    const sessionId = client.overrides?.id();
    await eventually(async () => expect((await server.for({ sessionId })).isEnabled('new-checkout')).toBe(true));
    expect(other.isEnabled('new-checkout')).toBe(false);
    await client.overrides?.clear();
    await eventually(() => expect(client.isEnabled('new-checkout')).toBe(false));
    await eventually(async () => expect((await server.for({ sessionId })).isEnabled('new-checkout')).toBe(false));
  });

  it('serves a change of the file at once, and keeps the last good one', async () => {
    using client = connectClient();
    await using server = connectServer();
    await Promise.all([client.ready(), server.ready()]);
    await dev.save(DECLARATION.replace('flag.number(10)', 'flag.number(20)'));
    await eventually(() => expect(read(client, 'limit')).toBe(20));
    await eventually(async () => expect(read(await server.for({}), 'limit')).toBe(20));

    await dev.save(`${DECLARATION}\nconst = 1;`);
    const board = async () => (await (await fetch(`${dev.url}/api/dev/flags`)).json()) as { problem: string | null };
    await eventually(async () => expect((await board()).problem).toMatch(/^flags\.ts:13 cannot be parsed: /));
    expect(dev.complaints()).toMatch(/flags\.ts:13 cannot be parsed: .* The flags that were read last stay\.\n/);
    expect(read(client, 'limit')).toBe(20);

    await dev.save(DECLARATION);
    await eventually(() => expect(read(client, 'limit')).toBe(10));
    expect((await board()).problem).toBeNull();
  });

  it('keeps values for the next start, whose version is not lower', async () => {
    await dev.set('limit', 30);
    const versionOf = async (url: string) =>
      ((await (await send(url, '/api/config/evaluate', { method: 'POST', body: {} })).json()) as { version: number })
        .version;
    const before = await versionOf(dev.url);
    await using next = await startDev(dev.folder);
    using client = connectClient({ url: next.url });
    await client.ready();
    expect(read(client, 'limit')).toBe(30);
    expect(await versionOf(next.url)).toBeGreaterThanOrEqual(before);
    expect(await next.stop()).toBe(0);
    await send(dev.url, '/api/dev/flags', { method: 'DELETE' });
  });
});

describe('14.8 burgee dev is for this machine', () => {
  it.each([
    ['http://localhost:5173', 'http://localhost:5173'],
    ['http://shop.localhost', 'http://shop.localhost'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['https://evil.example', null],
    ['http://localhost.evil.example', null],
    ['null', null],
  ])('a page of %s may read answers: %s', async (origin, allowed) => {
    const preflight = await send(dev.url, '/api/config/evaluate', { method: 'OPTIONS', headers: { origin } });
    expect(preflight.headers.get('Access-Control-Allow-Origin')).toBe(allowed);
    const set = await send(dev.url, '/api/dev/flags/limit', {
      method: 'PUT',
      body: { value: 10 },
      headers: { origin },
    });
    expect(set.status).toBe(allowed === null ? 403 : 204);
  });

  it('refuses a site whose name leads to this machine', async () => {
    const asked = request({ port: dev.port, path: '/api/dev/flags', headers: { Host: 'evil.example' } }).end();
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(403);
  });
});

describe('14.8 burgee dev refuses', () => {
  it('a folder without a declaration', async () => {
    expect(await run(['dev'])).toMatchObject({
      ...{ status: 2, printed: [], fixes: ['burgee init'] },
      complaints: [expect.stringContaining('There is no flags.ts or src/flags.ts here.')],
    });
    expect(await run(['dev', '--declaration', 'a.ts'])).toMatchObject({
      complaints: [expect.stringContaining('There is no file a.ts.')],
    });
  });

  it('a port that is in use, and names the next one', async () => {
    expect(await run(['dev', '--port', String(dev.port)], { folder: dev.folder })).toMatchObject({
      ...{ status: 2, printed: [], complaints: [`Port ${dev.port} is in use: another server runs there.`] },
      fixes: [`burgee dev --port ${dev.port + 1}`],
    });
  });

  it.each([
    [['--port', 'http'], '--port http: must be a number from 0 to 65535.'],
    [['--environment', 'No one'], '"No one" is not a valid environment key'],
    [['--declaration', 'broken.ts'], 'broken.ts:1 cannot be parsed: '],
    [['--declaration', 'key.ts'], 'key.ts:2 "no key" cannot be the key of a flag: '],
    [['--declaration', 'none.ts'], 'none.ts does not call defineFlags.'],
  ])('%j', async (args, sentence) => {
    await writeFile(join(dev.folder, 'broken.ts'), 'const = 1;');
    await writeFile(join(dev.folder, 'none.ts'), '');
    const key =
      "import { defineFlags, flag } from '@burgee/flags';\nexport const a = defineFlags({ 'no key': flag.boolean(false) });";
    await writeFile(join(dev.folder, 'key.ts'), key);
    const { status, complaints } = await run(['dev', ...args], { folder: dev.folder });
    expect([status, complaints]).toEqual([2, [expect.stringContaining(sentence)]]);
  });
});
