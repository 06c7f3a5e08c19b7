import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { describeStartFailure } from './start-failure.ts';

const settings = { HOST: '127.0.0.1', PORT: 4000, DATA_DIR: '.data' };

async function listenFailure(host: string, port = 0): Promise<Error> {
  const server = createServer().listen(port, host);
  const [error] = (await once(server, 'error')) as [Error];
  return error;
}

it.each(['nowhere.invalid', '203.0.113.1'])(
  'reports a HOST that is not an address of this machine: %s',
  async (HOST) => {
    expect(describeStartFailure(await listenFailure(HOST), { ...settings, HOST })).toMatch(`HOST is "${HOST}"`);
  },
);

it('reports a PORT that is in use', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: PORT } = server.address() as { port: number };
  expect(describeStartFailure(await listenFailure('127.0.0.1', PORT), { ...settings, PORT })).toMatch(
    `Port ${PORT} is in use`,
  );
  server.close();
});

it('reports a DATA_DIR that cannot be written', async () => {
  const DATA_DIR = '/dev/null/data';
  const error = await mkdir(DATA_DIR).catch((error: unknown) => error as Error);
  expect(describeStartFailure(error as Error, { ...settings, DATA_DIR })).toMatch(`DATA_DIR is "${DATA_DIR}"`);
});

it('returns undefined for anything else, which is a bug', async () => {
  const missing = await readFile('/nowhere/index.html').catch((error: unknown) => error as Error);
  expect(describeStartFailure(missing as Error, settings)).toBeUndefined();
  expect(describeStartFailure(new TypeError('x is not a function'), settings)).toBeUndefined();
});
