import { during, type Fault, type FaultProxy } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from './http.ts';
import { EVALUATIONS, HEALTH, measureEvaluations, measureHealth, measurePropagation, PROPAGATION } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import { aCounter } from './stock.ts';
import { until } from './until.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

const LIMITS = { ...EVALUATIONS, ...HEALTH, ...PROPAGATION } as const;
/** The last statement of a listening connection is LISTEN, or the check whether it still listens. */
const END_LISTENERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where (query ilike 'listen %' or query ilike '%pg_listening_channels%') and pid <> pg_backend_pid()`;

async function endListeners(world: World): Promise<Outcome> {
  let ended = 0;
  const watched = await watchWhile(world, async () => {
    for (let round = 0; round < 50; round++) {
      ended += (await world.sql(END_LISTENERS)).length;
      await pause(100);
    }
  });
  const violations = [...watched.violations, ...(ended < 4 ? [`only ${ended} listening connections were found`] : [])];
  return {
    worst: { ...measureEvaluations(watched), ...measureHealth(watched), ...measurePropagation(watched) },
    violations,
  };
}

/** The connections that have sent LISTEN, without those that send NOTIFY. */
function findListeners({ connections }: FaultProxy) {
  return [...connections].filter(({ sent }) => /\blisten\b/i.test(sent) && !/pg_notify/.test(sent));
}

/** After another row's fault, a server may not listen again yet. */
async function untilAllListen({ servers }: World) {
  const listeners = () => servers.map(({ database }) => findListeners(database));
  await until(() => listeners().every(({ length }) => length > 0), 5_000, 25);
  return listeners().flat();
}

async function hangListeners(world: World): Promise<Outcome> {
  let hung = 0;
  const watched = await watchWhile(world, async () => {
    const listeners = await untilAllListen(world);
    hung = listeners.length;
    for (const listener of listeners) listener.setFault({ kind: 'hang' });
    await pause(10_000);
    for (const listener of listeners) listener.setFault(undefined);
    await pause(1_000);
  });
  const violations = [...watched.violations, ...(hung === 0 ? ['no connection listened'] : [])];
  return {
    worst: { ...measureEvaluations(watched), ...measureHealth(watched), ...measurePropagation(watched) },
    violations,
  };
}

/** Retries on 503, as a caller would. */
async function deleteFlag(url: string, token: string): Promise<void> {
  for (;;) {
    const { status } = await ask(url, { method: 'DELETE', token });
    if (status === 204 || status === 404) return;
    if (status !== 503) throw new Error(`the deletion got ${status}`);
    await pause(100);
  }
}

type CutOff = { readonly faults: readonly Fault[]; readonly forMs: number };

/** One server loses the database; the other continues, changes flags and deletes one. */
async function cutOff(world: World, { faults, forMs }: CutOff): Promise<Outcome> {
  const { first, second } = world;
  const token = await world.token('harness');
  const doomed = `doomed-${forMs}`;
  const isServed = async (url: string) => {
    const { body } = await ask(`${url}/api/config/flags`);
    return Object.hasOwn(body as object, doomed);
  };
  await ask(`${first.url}/api/admin/flags`, { token, body: aCounter(doomed) });
  while (!(await isServed(second.url))) await pause(20);
  const work = async () => {
    for (const fault of faults) await during(second.database, fault, () => pause(forMs / 2));
    const readiness = (await ask(`${second.url}/readyz`)).body as { database?: { ageMs?: number } };
    const isStillServed = await isServed(second.url);
    const backAt = performance.now();
    await until(async () => !(await isServed(second.url)), 10_000, 10);
    return { ageMs: readiness.database?.ageMs ?? 0, isStillServed, caughtUpMs: performance.now() - backAt };
  };
  const watched = await watchWhile(
    world,
    async () => {
      // Delete only after the cut, so that the isolated server learns of it afterwards.
      const [result] = await Promise.all([
        work(),
        pause(1_000).then(() => deleteFlag(`${first.url}/api/admin/flags/${doomed}`, token)),
      ]);
      return result;
    },
    { writeTo: () => [first] },
  );
  const { ageMs, isStillServed, caughtUpMs } = watched.result;
  return {
    worst: {
      ...measureEvaluations(watched),
      ...measureHealth(watched),
      'reported age': ageMs,
      'caught up after': caughtUpMs,
    },
    violations: [...watched.violations, ...(isStillServed ? [] : ['the isolated server stopped serving its flags'])],
  };
}

const cutOffLimits = (forMs: number) =>
  ({
    ...EVALUATIONS,
    ...HEALTH,
    'reported age': { atLeast: forMs - 3_000, unit: 'ms' },
    'caught up after': { atMost: 3_000, unit: 'ms' },
  }) as const;

export const listenRows: readonly Row[] = [
  {
    id: 'listen-terminated',
    group: 'PostgreSQL',
    title: 'The connections that listen for changes are terminated ten times a second for 5 s',
    promise: 'R3',
    limits: LIMITS,
    isInCi: true,
    run: endListeners,
  },
  {
    id: 'listen-hung',
    group: 'PostgreSQL',
    title: 'The connections that listen for changes hang for 10 s, while the others work',
    promise: 'R3',
    limits: LIMITS,
    isInCi: false,
    run: hangListeners,
  },
  {
    id: 'replica-cut-off-briefly',
    group: 'PostgreSQL',
    title: 'One of two servers loses the database for 8 s; the other deletes a flag in the meantime',
    promise: 'R18',
    limits: cutOffLimits(8_000),
    isInCi: true,
    run: (world) => cutOff(world, { faults: [{ kind: 'refuse' }, { kind: 'hang' }], forMs: 8_000 }),
  },
  {
    id: 'replica-cut-off',
    group: 'PostgreSQL',
    title: 'One of two servers loses the database for 60 s: 30 s refused, 30 s hung',
    promise: 'R18',
    limits: cutOffLimits(60_000),
    isInCi: false,
    isWaiting: true,
    withinSec: 150,
    run: (world) => cutOff(world, { faults: [{ kind: 'refuse' }, { kind: 'hang' }], forMs: 60_000 }),
  },
];
