import type { FlagClient } from '@burgee/client';
import { type AnswerMangler, startAnswerMangler } from '@burgee/testing';
import { PAYLOADS, STREAMS } from './client-payloads.ts';
import { changeFlags, createClients, knows, READS, startReads } from './client-reads.ts';
import type { Outcome, Row } from './row.ts';
import { FIXED } from './stock.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** One of several faults that are tried at the same time, each with its own proxy. */
type Case<T> = { readonly what: string; readonly mangler: AnswerMangler; readonly fault: T };

async function forEachCase<T>(
  world: World,
  faults: Readonly<Record<string, T>>,
  run: (one: Case<T>) => Promise<readonly number[]>,
): Promise<number[]> {
  await using stack = new AsyncDisposableStack();
  const cases = await Promise.all(
    Object.entries(faults).map(async ([what, fault]) => {
      return { what, fault, mangler: stack.use(await startAnswerMangler(world.first.url)) };
    }),
  );
  const measured = await Promise.all(cases.map(run));
  // By position: the slowest of all cases.
  return (measured[0] ?? []).map((_, at) => Math.max(...measured.map((numbers) => numbers[at] ?? NaN)));
}

const isReady = (client: FlagClient) => client.status().state === 'ready' && client.status().error === undefined;
const REPORT_WITHIN_MS = 15_000;
const RECOVER_WITHIN_MS = 40_000;

/** A client that holds flags refreshes and gets a wrong answer. */
async function answerWrongly(world: World): Promise<Outcome> {
  using clients = createClients();
  const violations: string[] = [];
  const slowest = await forEachCase(world, PAYLOADS, async ({ what, mangler, fault }) => {
    const client = clients.open(mangler.url);
    await client.ready();
    await using reads = startReads([client]);
    mangler.mangle({ answer: fault });
    client.refresh();
    const reported = await until(() => client.status().state === 'stale', REPORT_WITHIN_MS);
    if (Number.isNaN(reported)) violations.push(`${what}: status() does not report it`);
    mangler.mangle(undefined);
    const recovered = await until(() => isReady(client), RECOVER_WITHIN_MS);
    violations.push(...reads.violations.map((violation) => `${what}: ${violation}`));
    return [recovered, reads.slowestMs];
  });
  const [recovered = NaN, read = NaN] = slowest;
  return { worst: { 'slowest recovery': recovered, 'slowest read': read }, violations, note: listFaults(PAYLOADS) };
}

/** A client that holds nothing gets a wrong first answer. */
async function answerWronglyAtFirst(world: World): Promise<Outcome> {
  using clients = createClients();
  const violations: string[] = [];
  const slowest = await forEachCase(world, withoutHeld(PAYLOADS), async ({ what, mangler, fault }) => {
    mangler.mangle({ answer: fault });
    const begun = performance.now();
    const client = clients.open(mangler.url);
    await client.ready();
    const ready = performance.now() - begun;
    const { state, error } = client.status();
    if (state !== 'loading' || error === undefined) violations.push(`${what}: status() reports ${state}`);
    for (const key of Object.keys(FIXED)) {
      if (client.get(key, 'fallback') !== 'fallback') violations.push(`${what}: ${key} is not the fallback`);
    }
    mangler.mangle(undefined);
    const recovered = await until(() => isReady(client), RECOVER_WITHIN_MS);
    return [ready, recovered];
  });
  const [ready = NaN, recovered = NaN] = slowest;
  return { worst: { 'slowest ready()': ready, 'slowest recovery': recovered }, violations };
}

/** These are valid for a client that holds nothing: an empty or older answer is wrong only next to a newer one. */
const RELATIVE = ['no flags at', 'an older version', 'another instance'];

function withoutHeld<T>(faults: Readonly<Record<string, T>>): Record<string, T> {
  const entries = Object.entries(faults).filter(([what]) => !RELATIVE.some((start) => what.startsWith(start)));
  return Object.fromEntries(entries);
}

/** A stream is replaced by a wrong response until the client polls. */
async function streamWrongly(world: World): Promise<Outcome> {
  using clients = createClients();
  const violations: string[] = [];
  const change = Promise.withResolvers<string>();
  let noticed = 0;
  const slowest = await forEachCase(world, STREAMS, async ({ what, mangler, fault }) => {
    const client = clients.open(mangler.url);
    await client.ready();
    await until(() => client.status().connection === 'live', REPORT_WITHIN_MS);
    await using reads = startReads([client]);
    mangler.mangle({ stream: fault });
    mangler.dropStreams();
    const polls = await until(() => client.status().connection === 'polling', 60_000);
    noticed += 1;
    if (noticed === Object.keys(STREAMS).length) change.resolve(changeFlags(world));
    const key = await change.promise;
    const arrived = await until(() => knows(client, key), 60_000);
    mangler.mangle(undefined);
    const live = await until(() => client.status().connection === 'live', RECOVER_WITHIN_MS);
    violations.push(...reads.violations.map((violation) => `${what}: ${violation}`));
    return [polls, arrived, live];
  });
  const [polls = NaN, arrived = NaN, live = NaN] = slowest;
  const worst = { 'polls after': polls, 'change arrives after': arrived, 'live again after': live };
  return { worst, violations, note: listFaults(STREAMS) };
}

function listFaults(faults: Readonly<Record<string, unknown>>): string {
  return `Each of: ${Object.keys(faults).join('; ')}.`;
}

const READY = { 'slowest ready()': { atMost: 3_250, unit: 'ms' } } as const;
const RECOVERED = { 'slowest recovery': { atMost: 5_000, unit: 'ms' } } as const;
const payload = { group: 'Clients', isInCi: false } as const;

export const clientPayloadRows: readonly Row[] = [
  {
    ...payload,
    id: 'client-wrong-answers',
    title: 'A client that holds flags gets empty, older, foreign, truncated, corrupt and unrelated answers',
    promise: 'R1, R14',
    limits: { ...RECOVERED, ...READS },
    isInCi: true,
    run: answerWrongly,
  },
  {
    ...payload,
    id: 'client-wrong-first-answers',
    title: 'A starting client gets foreign, truncated, corrupt and unrelated answers',
    promise: 'R2, R14',
    limits: { ...READY, 'slowest recovery': { atMost: 10_000, unit: 'ms' } },
    run: answerWronglyAtFirst,
  },
  {
    ...payload,
    id: 'client-wrong-streams',
    title: 'A client gets something other than a stream until it polls',
    promise: 'R10, R14',
    limits: {
      'polls after': { atMost: 10_000, unit: 'ms' },
      'change arrives after': { atMost: 31_000, unit: 'ms' },
      'live again after': { atMost: 31_000, unit: 'ms' },
    },
    isWaiting: true,
    needs: { servers: 1 },
    withinSec: 150,
    run: streamWrongly,
  },
];
