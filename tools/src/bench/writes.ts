import { addressOf, startFaultProxy, throughProxy } from '@burgee/testing';
import type { Bench, Measurement } from './bench.ts';
import { type Load, lockEnvironment, type Outcome, withDatabase, withServer, writeFor } from './write-load.ts';

const WARM_UP: Load = { writers: 20, seconds: 5 };
const SECONDS = 10;
/** The round-trip time to the database, half of it in each direction. */
const ROUND_TRIP_MS = 80;

/** Measures one load on a new server, and a single writer as its floor. */
function measureLoad(load: Load, valueOf: (outcome: Outcome) => number): Promise<Measurement> {
  return withDatabase((databaseUrl) =>
    withServer(databaseUrl, async (served) => {
      await writeFor(served, WARM_UP);
      const alone = await writeFor(served, { writers: 1, seconds: SECONDS });
      const outcome = await writeFor(served, load);
      return { value: valueOf(outcome), floor: valueOf(alone) };
    }),
  );
}

/** Measures writes to one environment while another transaction locks the other one, whose writers wait in vain. */
function measureBesideLocked(): Promise<Measurement> {
  return withDatabase((databaseUrl) =>
    withServer(databaseUrl, async (served) => {
      await writeFor(served, WARM_UP);
      const load: Load = { writers: 10, seconds: SECONDS, environment: 'development' };
      const alone = await writeFor(served, load);
      await using _lock = await lockEnvironment(databaseUrl, 'production');
      const [beside, locked] = await Promise.all([
        writeFor(served, load),
        writeFor(served, { writers: 50, seconds: SECONDS }),
      ]);
      assertNoneRefused(beside);
      const others = Object.keys(locked.refused).filter((code) => code !== 'BUSY');
      if (others.length > 0)
        throw new Error(`writes to a locked environment failed as ${others.join()} instead of BUSY`);
      return { value: beside.p99Ms, floor: alone.p99Ms };
    }),
  );
}

function measureFarAway(): Promise<Measurement> {
  return withDatabase(async (databaseUrl) => {
    await using proxy = await startFaultProxy(addressOf(databaseUrl));
    return await withServer(throughProxy(databaseUrl, proxy), async (served) => {
      await writeFor(served, WARM_UP);
      proxy.setFault({ kind: 'delay', ms: ROUND_TRIP_MS / 2 });
      const alone = await writeFor(served, { writers: 1, seconds: SECONDS });
      const outcome = await writeFor(served, { writers: 10, seconds: SECONDS });
      assertNoneRefused(outcome);
      return { value: outcome.perSecond, floor: alone.perSecond };
    });
  });
}

function assertNoneRefused({ refused }: Outcome): void {
  if (Object.keys(refused).length > 0) throw new Error(`writes were refused: ${JSON.stringify(refused)}`);
}

const perSecond = ({ perSecond }: Outcome) => perSecond;
const ONCE = { processes: 1, floorTitle: 'one writer alone' } as const;

export const writes: readonly Bench[] = [
  {
    ...ONCE,
    name: 'writes-50',
    title: 'flag changes, 50 writers, 100 flags',
    unit: 'requests/s',
    limit: { of: 'value', atLeast: 300 },
    run: () => measureLoad({ writers: 50, seconds: SECONDS }, perSecond),
  },
  {
    ...ONCE,
    name: 'writes-50-p99',
    title: 'flag changes, 50 writers, 99th percentile',
    unit: 'ms',
    limit: { of: 'value', atMost: 250 },
    run: () => measureLoad({ writers: 50, seconds: SECONDS }, ({ p99Ms }) => p99Ms),
  },
  {
    ...ONCE,
    name: 'writes-200',
    title: 'flag changes, 200 writers, acknowledged',
    unit: 'requests/s',
    limit: { of: 'value', atLeast: 250 },
    run: () => measureLoad({ writers: 200, seconds: SECONDS }, perSecond),
  },
  {
    ...ONCE,
    name: 'writes-beside-locked',
    title: 'flag changes while another environment is locked, 99th percentile',
    floorTitle: 'while nothing is locked',
    unit: 'ms',
    limit: { of: 'value', atMost: 250 },
    run: measureBesideLocked,
  },
  {
    ...ONCE,
    name: 'writes-far-away',
    title: `flag changes, 10 writers, ${ROUND_TRIP_MS} ms to the database, none refused`,
    unit: 'requests/s',
    limit: { of: 'value', atLeast: 10 },
    run: measureFarAway,
  },
];
