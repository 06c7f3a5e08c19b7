import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { runBurgee } from './run.ts';
import type { Settings, World } from './world.ts';

const NOW = Date.parse('2026-11-21T06:00:00.000Z');

type Asked = { url: string; method: string; authorization: string | null; body: unknown };
type Respond = (url: URL) => Response | Promise<Response>;

type Surroundings = {
  /** Answers each request; by default, no server does. */
  readonly respond?: Respond;
  /** Sends requests to a real server instead. */
  readonly fetch?: typeof globalThis.fetch;
  readonly settings?: Settings;
  readonly folder?: string;
  readonly hasColors?: boolean;
  /** The text on stdin. */
  readonly input?: string;
  /** The person at the terminal types these, in this order. Without it, there is no terminal. */
  readonly typed?: readonly string[];
  readonly signal?: AbortSignal;
  readonly wait?: World['wait'];
  readonly now?: number;
  readonly version?: string;
  readonly readTls?: World['readTls'];
  /** The name of the machine. */
  readonly host?: string;
  /** The lines of standard input. */
  readonly lines?: readonly string[];
};

/** Runs a command as from a terminal. */
export async function run(args: readonly string[], surroundings: Surroundings = {}) {
  const { respond = noServer, fetch, settings = {}, folder = '/nowhere', hasColors = false } = surroundings;
  const {
    typed,
    input = '',
    signal = new AbortController().signal,
    wait = async () => {},
    now = NOW,
    version = '1.2.3',
    lines = [],
    host = 'laptop',
    readTls = () => Promise.reject(new Error('no TLS')),
  } = surroundings;
  const answers = [...(typed ?? [])];
  const questions: string[] = [];
  const printed: string[] = [];
  const complaints: string[] = [];
  /** The commands that fix it. */
  const fixes: string[] = [];
  const asked: Asked[] = [];
  const world: World = {
    now: () => now,
    folder,
    settings: { BURGEE_URL: 'http://flags.test', BURGEE_TOKEN: 'secret', ...settings },
    terminal: { columns: 100, hasColors, isInteractive: typed !== undefined },
    input: async () => input,
    interruption: () => signal,
    wait,
    ask: async (question) => {
      questions.push(question);
      return answers.shift() ?? '';
    },
    readTls,
    host: () => host,
    newId: () => randomUUID(),
    lines: () => Readable.from(lines),
    version: () => version,
    print: (text) => printed.push(text),
    complain: (text) => (text.startsWith('  ') ? fixes.push(text.trim()) : complaints.push(text)),
    fetch:
      fetch ??
      (async (input, init) => {
        const { url, method, headers } = new Request(input, init);
        const body: unknown = JSON.parse((init?.body as string | undefined) ?? 'null');
        asked.push({ url, method, authorization: headers.get('Authorization'), body });
        return respond(new URL(url));
      }),
  };
  const status = await runBurgee(args, world);
  return { status, printed, complaints, fixes, asked, questions };
}

/** The answer of a procedure. */
export function answering(data: unknown): Respond {
  return () => Response.json({ result: { data } });
}

/** The answer of a procedure that refuses. */
export function refusing(failure: { readonly code: string }, status = 403): Respond {
  return () => Response.json({ error: { message: 'no', code: -32000, data: { failure } } }, { status });
}

export function noServer(): Promise<Response> {
  return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
}
