import { Agent } from 'node:http';
import type { Bench, Measurement } from './bench.ts';
import { post, type Served, withDatabase, withServer } from './write-load.ts';

const FLAGS = { production: 10_000, development: 100 };
const READ = 10;
/** Quiet periods and those with changes alternate, so that a busy machine slows both down. */
const PERIODS = 6;
const PERIOD_MS = 4_000;
const WARM_UP_MS = 3_000;
const CHANGE_EVERY_MS = 200;

/** The 99th percentile of evaluations one after another, while flags change on the same server, and while none does. */
async function measure(served: Served): Promise<Measurement> {
  await changing(served, () => evaluateFor(served, WARM_UP_MS));
  const [quiet, disturbed]: [number[], number[]] = [[], []];
  for (let period = 0; period < PERIODS; period++) {
    quiet.push(...(await evaluateFor(served, PERIOD_MS)));
    disturbed.push(...(await changing(served, () => evaluateFor(served, PERIOD_MS))));
  }
  return { value: p99Of(disturbed), floor: p99Of(quiet) };
}

function p99Of(latencies: number[]): number {
  return latencies.sort((one, other) => one - other)[Math.floor(latencies.length * 0.99)] as number;
}

/** Evaluates some flags again and again. Returns each latency in milliseconds. */
async function evaluateFor({ url, token }: Served, durationMs: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const latencies: number[] = [];
  const endsAt = performance.now() + durationMs;
  for (let round = 0; performance.now() < endsAt; round++) {
    const flagKeys = Array.from(
      { length: READ },
      (_, index) => `flag-${(round * 31 + index * 997) % FLAGS.production}`,
    );
    const sent = performance.now();
    const { status } = await post(
      `${url}/api/config/evaluate`,
      { agent, token },
      { context: { userId: 'ann' }, flagKeys },
    );
    latencies.push(performance.now() - sent);
    if (status !== 200) throw new Error(`an evaluation was refused with ${status}`);
  }
  agent.destroy();
  return latencies;
}

/** Changes a flag every 200 ms until `work` is done. */
async function changing<T>({ url, token }: Served, work: () => Promise<T>): Promise<T> {
  const agent = new Agent({ keepAlive: true });
  const sent: Promise<{ readonly status: number }>[] = [];
  const timer = setInterval(() => {
    const path = `/api/admin/flags/flag-${(sent.length * 37) % FLAGS.production}?environment=production`;
    sent.push(post(url + path, { agent, token }, { enabled: true, rolloutPercentage: sent.length % 100 }));
  }, CHANGE_EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    const refused = (await Promise.all(sent)).find(({ status }) => status !== 200);
    agent.destroy();
    if (refused) throw new Error(`a change was refused with ${refused.status}`);
  }
}

export const evaluateWhileChanging: Bench = {
  name: 'evaluate-while-changing',
  title: `99 % of evaluations of ${READ} of 10,000 flags over HTTP, with 5 changes per second on the same server`,
  floorTitle: 'without changes',
  unit: 'ms',
  limit: { of: 'ratio', atMost: 2 },
  processes: 1,
  run: () => withDatabase((databaseUrl) => withServer(databaseUrl, measure), FLAGS),
};
