import { answerOn } from '@burgee/testing';
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';

/** Answers evaluations, or hangs up; each stream stays open. */
async function aServer(isDown: boolean) {
  const server: Server = createServer(({ url = '' }, response) => {
    if (isDown) return response.destroy();
    if (!url.startsWith('/api/config/stream')) {
      return response.end(JSON.stringify({ environment: 'production', version: 1, flags: { banner: answerOn } }));
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    return response.write('event: connected\ndata: {}\n\nid: 1\ndata: {"version":1}\n\n');
  });
  await once(server.listen(0), 'listening');
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, [Symbol.asyncDispose]: stop };
}

async function bundled(source: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@burgee/source'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

async function run(source: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', await bundled(source)]);
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, output };
}

it.each([
  { isDown: false, output: 'true live\n' },
  { isDown: true, output: 'false reconnecting\n' },
])('R1 an open client does not keep a process alive (server down: $isDown)', async ({ isDown, output }) => {
  await using server = await aServer(isDown);
  const ended = run(`
    import { createFlagClient } from './node.ts';
    const client = createFlagClient({ url: ${JSON.stringify(server.url)} });
    await client.ready();
    const isOpen = () => client.status().connection !== 'connecting';
    await new Promise((resolve) => (isOpen() ? resolve() : client.subscribe(() => isOpen() && resolve())));
    console.log(client.isEnabled('banner') + ' ' + client.status().connection.replace('polling', 'reconnecting'));
  `);
  expect(await ended).toEqual({ code: 0, output });
});
