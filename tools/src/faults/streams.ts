import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from './until.ts';

/** Streams of changes, opened like those of an SDK. */
export type Streams = {
  /** The newest version that each has received. */
  readonly versions: readonly number[];
  readonly open: number;
  stop(): Promise<void>;
};

type StreamsOptions = {
  readonly url: () => string;
  readonly size: number;
  readonly headers?: Readonly<Record<string, string>>;
};

const BASE_MS = 1_000;
const CAP_MS = 30_000;

/** Opens streams that reconnect with full jitter, as R10 requires. */
export async function openStreams({ url, size, headers }: StreamsOptions): Promise<Streams> {
  const versions = Array.from({ length: size }, () => 0);
  const stopping = new AbortController();
  let open = 0;

  async function run(at: number): Promise<void> {
    for (let attempt = 0; !stopping.signal.aborted; attempt++) {
      const response = await connect(`${url()}/api/config/stream`, headers, stopping.signal);
      if (response?.statusCode === 200) {
        open += 1;
        attempt = 0;
        await readVersions(response, (version) => (versions[at] = Math.max(versions[at] ?? 0, version)));
        open -= 1;
      } else response?.destroy();
      const ms = Math.random() * Math.min(CAP_MS, BASE_MS * 2 ** attempt);
      await pause(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = versions.map((_, at) => run(at));
  return {
    versions,
    get open() {
      return open;
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

export function connect(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  signal?: AbortSignal,
): Promise<IncomingMessage | undefined> {
  return new Promise((resolve) => {
    const options = { agent: false, headers: { Accept: 'text/event-stream', ...headers }, ...(signal && { signal }) };
    const request = get(url, options, (response) => {
      response.on('error', () => undefined);
      resolve(response);
    });
    request.on('error', () => resolve(undefined));
  });
}

async function readVersions(response: IncomingMessage, onVersion: (version: number) => void): Promise<void> {
  let text = '';
  response.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const version = /"version":(\d+)/.exec(line)?.[1];
      if (version) onVersion(Number(version));
    }
  });
  await new Promise((resolve) => response.once('close', resolve));
}

/** Waits until every stream has received `version`. @returns how long that took, or NaN after 30 s. */
export function untilAllHave({ versions }: Streams, version: number): Promise<number> {
  return until(() => versions.every((received) => received >= version), 30_000);
}
