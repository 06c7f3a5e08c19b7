import { COMPILE_CACHE, waitForOutput } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const DECLARATION = `import { defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags({
  'new-checkout': flag.boolean(false, 'The checkout on one page'),
  banner: flag.boolean(true),
  color: flag.oneOf(['red', 'blue'], 'red', 'The color of the button'),
  limit: flag.number(10),
  greeting: flag.string('Hello'),
  limits: flag.json<{ perDay: number }>({ perDay: 5 }, { description: 'Per customer' }),
  computed: flag.number(Number('5')),
});
`;

export type TestDev = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** Its output until it was ready. */
  readonly output: string;
  /** Its messages so far. */
  complaints(): string;
  /** Replaces the declaration as an editor does. */
  save(text: string): Promise<void>;
  /** Sets a flag as the page does. */
  set(key: string, value: unknown): Promise<Response>;
  /** Resolves with the exit status. */
  stop(): Promise<number | null>;
};

/** Starts `burgee dev` in a process of its own. */
export async function startDev(folder?: string): Promise<TestDev> {
  const own = folder ?? (await mkdtemp(join(tmpdir(), 'burgee-dev-')));
  const file = join(own, 'flags.ts');
  if (folder === undefined) await writeFile(file, DECLARATION);
  const main = join(import.meta.dirname, '../main.ts');
  const child = spawn(process.execPath, ['--conditions=@burgee/source', main, 'dev', '--port', '0'], {
    cwd: own,
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const output = await waitForOutput(child, child.stdout, 'http://');
  const [url = '', port] = /http:\/\/localhost:(\d+)/.exec(output) ?? [];
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const stop = async () => {
    child.kill('SIGINT');
    return (await exited)[0];
  };
  return {
    ...{ url, port: Number(port), folder: own, output, stop },
    complaints: () => said,
    save: async (text) => {
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
    },
    set: (key, value) => send(url, `/api/dev/flags/${key}`, { method: 'PUT', body: { value } }),
    [Symbol.asyncDispose]: async () => {
      await stop();
      if (folder === undefined) await rm(own, { recursive: true });
    },
  };
}

type Sent = {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Sends a request with a body of JSON, or without one. */
export function send(url: string, path: string, { method = 'GET', body, headers = {} }: Sent = {}): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

export async function keptValues(folder: string): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, '.burgee/dev.json'), 'utf8'));
}
