import { runBurgee } from './run.ts';
import type { Settings, World } from './world.ts';

const NOW = Date.parse('2026-11-21T06:00:00.000Z');

type Asked = { url: string; authorization: string | null; body: unknown };
type Respond = (url: URL) => Response | Promise<Response>;

type Surroundings = {
  /** Answers each request; by default, no server does. */
  readonly respond?: Respond;
  /** Sends requests to a real server instead. */
  readonly fetch?: typeof globalThis.fetch;
  readonly settings?: Settings;
  readonly folder?: string;
  readonly hasColors?: boolean;
};

/** Runs a command as from a terminal. */
export async function run(
  args: readonly string[],
  { respond = noServer, fetch, settings = {}, folder = '/nowhere', hasColors = false }: Surroundings = {},
) {
  const printed: string[] = [];
  const complaints: string[] = [];
  const asked: Asked[] = [];
  const world: World = {
    now: () => NOW,
    folder,
    settings: { BURGEE_URL: 'http://flags.test', BURGEE_TOKEN: 'secret', ...settings },
    terminal: { columns: 100, hasColors },
    version: () => '1.2.3',
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
    fetch:
      fetch ??
      (async (input, init) => {
        const { url, headers } = new Request(input, init);
        const body: unknown = JSON.parse((init?.body as string | undefined) ?? 'null');
        asked.push({ url, authorization: headers.get('Authorization'), body });
        return respond(new URL(url));
      }),
  };
  const status = await runBurgee(args, world);
  return { status, printed, complaints, asked };
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
