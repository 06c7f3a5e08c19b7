import { addressOf, startFaultProxy, throughProxy } from '@burgee/testing';
import type { Bench, Measurement } from './bench.ts';
import { lockEnvironment, withDatabase, withServer, writeFor, type Load, type Outcome } from './write-load.ts';

const WARM_UP: Load = { writers: 20, seconds: 5 };
const SECONDS = 10;
/** Half of it in each direction. */
const AWAY_MS = 80;

/** Writes of one load on a server of its own, beside those of one writer alone. */
function measure(load: Load, valueOf: (outcome: Outcome) => number): Promise<Measurement> {
  return withDatabase((databaseUrl) =>
    withServer(databaseUrl, async (served) => {
      await writeFor(served, WARM_UP);
      const alone = await writeFor(served, { writers: 1, seconds: SECONDS });
      const outcome = await writeFor(served, load);
      return { value: valueOf(outcome), floor: valueOf(alone) };
    }),
  );
}

/** Writers of one environment while another transaction holds the other one, whose own writers wait in vain. */
function besideLocked(): Promise<Measurement> {
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
      refuseRefusals(beside);
      const others = Object.keys(locked.refused).filter((code) => code !== 'BUSY');
      if (others.length > 0) throw new Error(`a locked environment was answered with ${others.join()}`);
      return { value: beside.p99Ms, floor: alone.p99Ms };
    }),
  );
}

function farAway(): Promise<Measurement> {
  return withDatabase(async (databaseUrl) => {
    await using proxy = await startFaultProxy(addressOf(databaseUrl));
    return await withServer(throughProxy(databaseUrl, proxy), async (served) => {
      await writeFor(served, WARM_UP);
      proxy.setFault({ kind: 'delay', ms: AWAY_MS / 2 });
      const alone = await writeFor(served, { writers: 1, seconds: SECONDS });
      const outcome = await writeFor(served, { writers: 10, seconds: SECONDS });
      refuseRefusals(outcome);
      return { value: outcome.perSecond, floor: alone.perSecond };
    });
  });
}

function refuseRefusals({ refused }: Outcome): void {
  if (Object.keys(refused).length > 0) throw new Error(`writes were refused: ${JSON.stringify(refused)}`);
}

const perSecond = ({ perSecond }: Outcome) => perSecond;
const ONCE = { processes: 1, floorTitle: 'one writer alone' } as const;

export const writes: readonly Bench[] = [
  {
    ...ONCE,
    name: 'writes-50',
    title: 'changes of a flag, 50 writers, 100 flags',
    unit: 'requests/s',
    limit: { of: 'value', atLeast: 300 },
    run: () => measure({ writers: 50, seconds: SECONDS }, perSecond),
  },
  {
    ...ONCE,
    name: 'writes-50-p99',
    title: 'the same: 99 of 100 are acknowledged within',
    unit: 'ms',
    limit: { of: 'value', atMost: 250 },
    run: () => measure({ writers: 50, seconds: SECONDS }, ({ p99Ms }) => p99Ms),
  },
  {
    ...ONCE,
    name: 'writes-200',
    title: 'changes of a flag, 200 writers, acknowledged',
    unit: 'requests/s',
    limit: { of: 'value', atLeast: 250 },
    run: () => measure({ writers: 200, seconds: SECONDS }, perSecond),
  },
  {
    ...ONCE,
    name: 'writes-beside-locked',
    title: '99 of 100 changes in an environment beside a locked one are acknowledged within',
    floorTitle: 'while nothing is locked',
    unit: 'ms',
    limit: { of: 'value', atMost: 250 },
    run: besideLocked,
  },
  {
    ...ONCE,
    name: 'writes-far-away',
    title: `changes of a flag, 10 writers, ${AWAY_MS} ms to the database, none refused`,
    unit: 'requests/s',
    limit: { of: 'value', atLeast: 10 },
    run: farAway,
  },
];
