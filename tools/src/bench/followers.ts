import { Agent, get, type IncomingMessage } from 'node:http';
import type { Bench, Measurement } from './bench.ts';
import { cpuMsOf, residentBytesOf } from './used.ts';
import { type Served, withDatabase, withServer } from './write-load.ts';

const FLAGS = { production: 10_000, development: 100 };
const STREAMS = 1_000;
/** As many as a server needs until the compiler has optimized what a change does. */
const WARM_UP = 500;
const CHANGES = 200;

type Costs = {
  /** The 99th percentile over all streams and changes, from sending a change until a stream has it, in milliseconds. */
  readonly p99Ms: number;
  /** The CPU time of the server for one change, in milliseconds. */
  readonly cpuMs: number;
  /** The resident memory of the server for one stream, in bytes. */
  readonly bytes: number;
};

/** Changes one of 10,000 flags at a time on the server of many streams. */
function measureStreams(path: string, costOf: (costs: Costs) => number): Promise<Measurement> {
  return withDatabase(
    (databaseUrl) => withServer(databaseUrl, (served) => compareStreams({ served, changed: served }, path, costOf)),
    FLAGS,
  );
}

/** Changes the flags on one server, while the streams are open on another one over the same database. */
function measureStreamsOfAnother(path: string, costOf: (costs: Costs) => number): Promise<Measurement> {
  return withDatabase(
    (databaseUrl) =>
      withServer(databaseUrl, (changed) =>
        withServer(databaseUrl, (served) => compareStreams({ served, changed }, path, costOf)),
      ),
    FLAGS,
  );
}

/** The server that has the streams, and the one that gets the changes. */
type Servers = { readonly served: Served; readonly changed: Served };

async function compareStreams(servers: Servers, path: string, costOf: (costs: Costs) => number): Promise<Measurement> {
  const key = await createServerKey(servers.changed);
  const one = await followWith(1, servers, path, key);
  const many = await followWith(STREAMS, servers, path, key);
  return { value: costOf(many), floor: costOf(one) };
}

async function createServerKey({ url, token }: Served): Promise<string> {
  const body = { kind: 'server', environment: 'production', name: 'bench' };
  const response = await fetch(`${url}/trpc/keys.create`, { ...post(token), body: JSON.stringify(body) });
  const { result } = (await response.json()) as { result: { data: { secret: string } } };
  return result.data.secret;
}

function post(token: string): RequestInit {
  return { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' } };
}

async function followWith(size: number, { served, changed }: Servers, path: string, key: string): Promise<Costs> {
  const memoryBefore = residentBytesOf(served.pid);
  using streams = await openStreams(size, served, path, key);
  const bytes = (residentBytesOf(served.pid) - memoryBefore) / size;
  await changeTimes(WARM_UP, changed, streams);
  const cpuBefore = cpuMsOf(served.pid);
  const delays = await changeTimes(CHANGES, changed, streams);
  const cpuMs = (cpuMsOf(served.pid) - cpuBefore) / CHANGES;
  delays.sort((a, b) => a - b);
  return { p99Ms: delays[Math.floor(delays.length * 0.99)] as number, cpuMs, bytes };
}

async function changeTimes(times: number, { url, token }: Served, streams: Streams): Promise<number[]> {
  const delays: number[] = [];
  for (let round = 0; round < times; round++) {
    const arrived = streams.next();
    const sent = performance.now();
    const path = `/api/admin/flags/flag-${(round * 37) % FLAGS.production}?environment=production`;
    const { status } = await fetch(url + path, {
      ...post(token),
      body: JSON.stringify({ enabled: true, rolloutPercentage: round % 100 }),
    });
    if (status !== 200) throw new Error(`a change was refused with ${status}`);
    for (const at of await arrived) delays.push(at - sent);
  }
  return delays;
}

/** `next` resolves with the instants at which each stream has the next change. */
type Streams = Disposable & { next(): Promise<number[]> };

async function openStreams(size: number, { url }: Served, path: string, key: string): Promise<Streams> {
  const agent = new Agent({ maxSockets: Infinity });
  const headers = { Authorization: `Bearer ${key}` };
  let instants: number[] = [];
  let onAll = (_instants: number[]) => {};
  const open = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(url + path, { agent, headers }, (response) => {
        response.setEncoding('utf8');
        let hasBegun = false;
        response.on('data', (text: string) => {
          if (hasBegun && text.includes('id: ')) instants.push(performance.now());
          // A stream begins with the current version, or with a request to fetch everything.
          hasBegun ||= /id: |event: reset/.test(text);
          if (hasBegun) resolve(response);
          if (instants.length === size) onAll(instants);
        });
      }).on('error', reject);
    });
  const responses = await Promise.all(Array.from({ length: size }, open));
  const next = () => {
    instants = [];
    return new Promise<number[]>((resolve) => (onAll = resolve));
  };
  return { next, [Symbol.dispose]: () => responses.forEach((response) => response.destroy()) };
}

const ROW = { processes: 1, floorTitle: 'the same with one' } as const;
const SYNC = '/api/sync/stream';
const many = STREAMS.toLocaleString('en');

export const followers: readonly Bench[] = [
  {
    ...ROW,
    name: 'follower-delay',
    title: `99 % of ${many} followers have a change of one of 10,000 flags`,
    unit: 'ms',
    limit: { of: 'value', atMost: 50 },
    run: () => measureStreams(SYNC, ({ p99Ms }) => p99Ms),
  },
  {
    ...ROW,
    name: 'follower-cpu',
    title: `CPU time of a server for a change with ${many} followers`,
    unit: 'ms',
    limit: { of: 'value', atMost: 20 },
    run: () => measureStreams(SYNC, ({ cpuMs }) => cpuMs),
  },
  {
    ...ROW,
    name: 'follower-memory',
    title: `memory of a server for each of ${many} followers`,
    unit: 'bytes',
    limit: { of: 'value', atMost: 30_000 },
    run: () => measureStreams(SYNC, ({ bytes }) => bytes),
  },
  {
    ...ROW,
    name: 'stream-delay',
    title: `99 % of ${many} browser streams hear of a change`,
    unit: 'ms',
    limit: { of: 'value', atMost: 50 },
    run: () => measureStreams('/api/config/stream', ({ p99Ms }) => p99Ms),
  },
  {
    ...ROW,
    name: 'stream-delay-two',
    title: 'the same, of a change on another server over the same database',
    unit: 'ms',
    limit: { of: 'value', atMost: 50 },
    run: () => measureStreamsOfAnother('/api/config/stream', ({ p99Ms }) => p99Ms),
  },
];
