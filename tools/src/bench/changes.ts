import { get, type IncomingMessage } from 'node:http';
import type { Bench, Measurement } from './bench.ts';
import { cpuMsOf } from './used.ts';
import { type Environment, type Served, withDatabase, withServer } from './write-load.ts';

/** `production` has many flags, `development` few. */
const FLAGS = { production: 10_000, development: 100 };
/** As many as a server needs until the compiler has optimized what a change does: the first hundred cost twice as much. */
const WARM_UP = 1_500;
const CHANGES = 100;

type Costs = {
  /** The median time from sending a change to one server until the other one serves it, in milliseconds. */
  readonly delayMs: number;
  /** The CPU time of the server that spends more, for one change, in milliseconds. */
  readonly cpuMs: number;
};

/** Changes one flag at a time, on one of two servers. */
async function measureChanges(costOf: (costs: Costs) => number): Promise<Measurement> {
  return withDatabase(
    (databaseUrl) =>
      withServer(databaseUrl, (one) =>
        withServer(databaseUrl, async (other) => {
          const many = await changeFlags(one, other, 'production');
          const few = await changeFlags(one, other, 'development');
          return { value: costOf(many), floor: costOf(few) };
        }),
      ),
    FLAGS,
  );
}

async function changeFlags(one: Served, other: Served, environment: Environment): Promise<Costs> {
  using versions = await followVersions(other, environment);
  await changeTimes(WARM_UP, one, environment, versions);
  const before = [one, other].map(({ pid }) => cpuMsOf(pid));
  const delays = await changeTimes(CHANGES, one, environment, versions);
  const spent = [one, other].map(({ pid }, index) => cpuMsOf(pid) - (before[index] as number));
  delays.sort((a, b) => a - b);
  return { delayMs: delays[CHANGES / 2] as number, cpuMs: Math.max(...spent) / CHANGES };
}

async function changeTimes(times: number, { url, token }: Served, environment: Environment, versions: Versions) {
  const delays: number[] = [];
  for (let round = 0; round < times; round++) {
    const sent = performance.now();
    const path = `/api/admin/flags/flag-${(round * 37) % FLAGS[environment]}?environment=${environment}`;
    const arrived = versions.next();
    const { ok, status } = await fetch(url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ enabled: true, rolloutPercentage: round % 100 }),
    });
    if (!ok) throw new Error(`a change was refused with ${status}`);
    await arrived;
    delays.push(performance.now() - sent);
  }
  return delays;
}

/** The versions that a server announces on its stream. `next` resolves when the next one arrives. */
type Versions = Disposable & { next(): Promise<void> };

async function followVersions({ url, token }: Served, environment: Environment): Promise<Versions> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { Authorization: `Bearer ${token}` };
    get(`${url}/api/config/stream?environment=${environment}`, { headers }, resolve).on('error', reject);
  });
  let onVersion = () => {};
  response.setEncoding('utf8');
  response.on('data', (text: string) => (text.includes('\nid: ') || text.startsWith('id: ') ? onVersion() : undefined));
  const next = () => new Promise<void>((resolve) => (onVersion = resolve));
  // The stream begins with the current version.
  await next();
  return { next, [Symbol.dispose]: () => void response.destroy() };
}

const ROW = { processes: 1, floorTitle: 'the same with 100 flags', unit: 'ms' } as const;

export const changes: readonly Bench[] = [
  {
    ...ROW,
    name: 'change-delay',
    title: 'a change of one of 10,000 flags takes effect on another server',
    limit: { of: 'ratio', atMost: 2 },
    run: () => measureChanges(({ delayMs }) => delayMs),
  },
  {
    ...ROW,
    name: 'change-cpu',
    title: 'CPU time of a server for a change of one of 10,000 flags',
    limit: { of: 'value', atMost: 5 },
    run: () => measureChanges(({ cpuMs }) => cpuMs),
  },
];
