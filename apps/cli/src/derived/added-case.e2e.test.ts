import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer } from '../test-server.ts';

// The only change is an entry of the table. Every interface of a started server, and the command line, must have it.

const ROOT = join(import.meta.dirname, '../../../..');
const HOOK = ['--import', pathToFileURL(join(import.meta.dirname, 'test-added-case.ts')).href];
/** Prints the file that a test of the server writes. */
const WRITE_COMMANDS = `
  const { writeCommandFile } = await import('./apps/server/src/cli/command-file.ts');
  const { ROWS } = await import('./apps/server/src/rest/routes.ts');
  console.log(writeCommandFile(ROWS));
`;

let server: Awaited<ReturnType<typeof startServer>>;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-added-'));
  server = await startServer({ node: HOOK, settings: { BURGEE_MCP: 'write' } });
  await server.api.flags.create.mutate({ environment: 'development', key: 'checkout' });
  await writeFile(join(folder, 'use-cases.ts'), node(['--input-type=module', '--eval', WRITE_COMMANDS]));
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function node(args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(process.execPath, ['--conditions=@burgee/source', ...HOOK, ...args], {
    ...{ cwd: ROOT, encoding: 'utf8', maxBuffer: 10_000_000 },
    env: { PATH: process.env.PATH, BURGEE_URL: server.url, BURGEE_TOKEN: server.token, ...env },
  });
}

const burgee = (...args: string[]) =>
  node(['apps/cli/src/main.ts', ...args], { ADDED_COMMANDS: join(folder, 'use-cases.ts') });

async function send(path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    headers: {
      Authorization: `Bearer ${server.token}`,
      Accept: 'application/json, text/event-stream',
      'Content-Type': 'application/json',
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // MCP answers with an event.
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text);
}

describe('14.1 a use case that the table gains', () => {
  it('is a procedure of tRPC', async () => {
    const body = { environment: 'development', key: 'checkout' };
    expect(await send('/trpc/flags.praise', body)).toEqual({ result: { data: { praised: 'checkout', mood: 'calm' } } });
  });

  it('is a route of REST, with its input, access and failures', async () => {
    const path = '/api/admin/flags/checkout/praise?environment=development';
    expect(await send(path, { mood: 'loud' })).toEqual({ praised: 'checkout', mood: 'loud' });
    expect(await send(path, { mood: 'rude' })).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: [{ path: 'mood' }],
    });
    const anonymous = await fetch(server.url + path, { method: 'POST', body: '{}' });
    expect(await anonymous.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is an operation of the OpenAPI document, with its example', async () => {
    const { paths } = (await send('/api/openapi.json')) as { paths: Record<string, { post: object }> };
    expect(paths['/api/admin/flags/{flagKey}/praise']?.post).toMatchObject({
      operationId: 'flags.praise',
      summary: 'Praise a flag',
      'x-failures': ['FLAG_NOT_FOUND'],
      requestBody: { content: { 'application/json': { example: { mood: 'loud' } } } },
    });
  });

  it('is a tool for agents', async () => {
    const ask = (method: string, params: object) => send('/mcp', { jsonrpc: '2.0', id: 1, method, params });
    const { result } = (await ask('tools/list', {})) as { result: { tools: { name: string }[] } };
    expect(result.tools.find(({ name }) => name === 'flag_praise')).toMatchObject({
      description: 'Praise a flag.',
      inputSchema: { properties: { mood: { enum: ['calm', 'loud'] } }, required: ['environment', 'key'] },
    });
    const input = { environment: 'development', key: 'checkout', mood: 'loud' };
    expect(await ask('tools/call', { name: 'flag_praise', arguments: input })).toMatchObject({
      result: { structuredContent: { praised: 'checkout', mood: 'loud' } },
    });
  });

  it('is a command with help, JSON and completion', () => {
    expect(burgee('flags', 'praise', '--help')).toMatch(
      /^Examples:\n {2}burgee flags praise new-checkout .*\n\nUsage: burgee flags praise \[options\] <key>\n\nPraise a flag\.\n/,
    );
    expect(JSON.parse(burgee('flags', 'praise', 'checkout', '--mood', 'loud', '--json'))).toEqual({
      ...{ praised: 'checkout', mood: 'loud' },
    });
    expect(burgee('complete', '--', 'flags', 'pra')).toMatch(/^praise\t/);
    expect(burgee('complete', '--', 'flags', 'praise', '--mood', '')).toMatch(/^calm\b.*\nloud\b/);
  });
});
