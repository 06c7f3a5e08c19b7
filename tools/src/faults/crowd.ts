import type { Ledger } from '@burgee/testing';
import { ask } from './http.ts';
import { startWriter } from './load.ts';
import { aCounter } from './stock.ts';
import type { World, WorldServer } from './world.ts';

/** Many writers, each with its own counter. */
export type Crowd = {
  /** The number of writes acknowledged so far. */
  readonly acknowledged: number;
  stop(): Promise<void>;
};

type CrowdOptions = {
  readonly ledger: Ledger;
  readonly size: number;
  /** The pause between two writes of a writer, in milliseconds. */
  readonly everyMs: number;
  readonly servers?: readonly WorldServer[];
};

let crowds = 0;

export async function startCrowd(world: World, { ledger, size, everyMs, servers }: CrowdOptions): Promise<Crowd> {
  const targets = servers ?? world.servers;
  const keys = Array.from({ length: size }, (_, at) => `crowd-${crowds}-${at}`);
  crowds += 1;
  await createCounters(world, keys);
  const own = new Set(keys);
  let acknowledged = 0;
  ledger.onAcknowledged((key) => {
    if (own.has(key)) acknowledged += 1;
  });
  const token = await world.token('crowd');
  const writers = keys.map((key, at) => {
    const target = targets[at % targets.length] as WorldServer;
    const urlOf = () => (target.isRunning ? target : (targets.find(({ isRunning }) => isRunning) ?? target)).url;
    return startWriter({ ledger, key, from: 0, token, urlOf, everyMs });
  });
  return {
    get acknowledged() {
      return acknowledged;
    },
    stop: async () => {
      await Promise.all(writers.map((writer) => writer.stop()));
    },
  };
}

/** Few enough for a database far away. */
const MAX_CONCURRENT_REQUESTS = 10;

/** Creates counters that start at 0. */
export async function createCounters(world: World, keys: readonly string[], query = ''): Promise<void> {
  const token = await world.token('stock');
  const left = [...keys];
  const lanes = Array.from({ length: MAX_CONCURRENT_REQUESTS }, async () => {
    for (let key = left.shift(); key; key = left.shift()) {
      const { status, body } = await ask(`${world.first.url}/api/admin/flags${query}`, { token, body: aCounter(key) });
      if (status !== 201) throw new Error(`${key} was not created: ${status} ${JSON.stringify(body)}`);
    }
  });
  await Promise.all(lanes);
}
