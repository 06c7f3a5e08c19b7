import type { FlagClient } from '@burgee/client';
import { MINUTE_MS } from '@burgee/contracts';
import { addressOf, startAnswerMangler, startFaultProxy, throughProxy } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { changeFlags, createClients, knows, READS, startReads } from './client-reads.ts';
import type { Outcome, Row } from './row.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const OUTAGE_MS = MINUTE_MS;
/** The longest wait between two attempts, plus a moment to answer. */
const LONGEST_TRY = { atMost: 31_000, unit: 'ms' } as const;
const GIVEN_UP_MS = 90_000;

const areAll = (clients: readonly FlagClient[], is: (client: FlagClient) => boolean) => () => clients.every(is);
const isLive = (client: FlagClient) => client.status().connection === 'live' && client.status().state === 'ready';

type Network = {
  readonly url: string;
  lose(): unknown;
  restore(): unknown;
  readonly fetch?: typeof fetch;
};

/** The network fails, and recovers before a change. A new client starts in between. */
async function loseNetwork(world: World, network: Network, forMs: number): Promise<Outcome> {
  using opened = createClients();
  const runtime = network.fetch && { fetch: network.fetch };
  const held = Array.from({ length: 10 }, () => opened.open(network.url, { runtime }));
  await until(areAll(held, isLive), GIVEN_UP_MS);
  await using reads = startReads(held);
  await network.lose();
  const begun = performance.now();
  const late = opened.open(network.url, { runtime });
  await late.ready();
  const readyMs = performance.now() - begun;
  const violations = late.status().source === 'default' ? [] : [`a new client reports ${late.status().source}`];
  await pause(forMs - (performance.now() - begun));
  await network.restore();
  const key = await changeFlags(world);
  const current = await until(
    areAll([...held, late], (client) => knows(client, key)),
    GIVEN_UP_MS,
  );
  return {
    worst: { 'current after recovery': current, 'slowest ready()': readyMs, 'slowest read': reads.slowestMs },
    violations: [...violations, ...reads.violations],
  };
}

/** @param size number of clients connected to the server that is killed. */
async function killWithClients(world: World, size: number): Promise<Outcome> {
  using opened = createClients();
  const clients = Array.from({ length: size }, () => opened.open(world.first.url));
  await until(areAll(clients, isLive), GIVEN_UP_MS);
  await using reads = startReads(clients);
  await world.first.signal('SIGKILL');
  await world.first.start();
  await world.first.untilReady();
  const begun = performance.now();
  const key = await changeFlags(world);
  await until(
    areAll(clients, (client) => knows(client, key)),
    GIVEN_UP_MS,
  );
  return {
    worst: { 'all current after': performance.now() - begun, 'slowest read': reads.slowestMs },
    violations: reads.violations,
  };
}

/** One of two servers stops gracefully; the address then leads to the other. */
async function stopWithClients(world: World): Promise<Outcome> {
  await using proxy = await startFaultProxy(addressOf(world.first.url));
  using opened = createClients();
  const clients = Array.from({ length: 100 }, () => opened.open(throughProxy(world.first.url, proxy)));
  await until(areAll(clients, isLive), GIVEN_UP_MS);
  await using reads = startReads(clients);
  const stale = new Set<string>();
  for (const client of clients) {
    client.subscribe(() => client.status().state !== 'ready' && stale.add(client.status().error?.message ?? ''));
  }
  proxy.setTarget(addressOf(world.second.url));
  const { ms } = await world.first.stop();
  const begun = performance.now();
  const key = await changeFlags(world, world.second.url);
  await until(
    areAll(clients, (client) => isLive(client) && knows(client, key)),
    GIVEN_UP_MS,
  );
  const current = performance.now() - begun;
  await world.first.start();
  await world.first.untilReady();
  return {
    worst: { 'all live again after': current, 'server ended after': ms, 'slowest read': reads.slowestMs },
    violations: [...reads.violations, ...[...stale].map((why) => `flags were reported as stale: ${why}`)],
  };
}

/** A proxy buffers streams completely, or all but their beginning. */
async function buffer(world: World, how: 'held' | 'begun'): Promise<Outcome> {
  await using mangler = await startAnswerMangler(world.first.url);
  mangler.mangle({ stream: how });
  using opened = createClients();
  const client = opened.open(mangler.url);
  await client.ready();
  await using reads = startReads([client]);
  const polls = await until(() => client.status().connection === 'polling', GIVEN_UP_MS);
  let slowest = 0;
  for (let round = 0; round < 2; round++) {
    const key = await changeFlags(world);
    slowest = Math.max(slowest, await until(() => knows(client, key), GIVEN_UP_MS));
  }
  return { worst: { 'polls after': polls, 'slowest change': slowest }, violations: reads.violations };
}

const client = { group: 'Clients', isInCi: false } as const;
const waiting = { ...client, isWaiting: true, needs: { servers: 1 }, withinSec: 200 } as const;
const LOST = {
  'current after recovery': LONGEST_TRY,
  'slowest ready()': { atMost: 3_250, unit: 'ms' },
  ...READS,
} as const;
const BUFFERED = { 'polls after': { atMost: 60_000, unit: 'ms' }, 'slowest change': LONGEST_TRY } as const;

export const clientNetworkRows: readonly Row[] = [
  {
    ...waiting,
    id: 'client-server-gone',
    title: "The clients' only server is killed and returns after 60 s",
    promise: 'R1, R2, R10',
    limits: LOST,
    run: (world) => {
      const { first } = world;
      const restore = () => first.start().then(() => first.untilReady());
      return loseNetwork(world, { url: first.url, lose: () => first.signal('SIGKILL'), restore }, OUTAGE_MS);
    },
  },
  {
    ...waiting,
    id: 'client-asleep',
    title: 'Client connections are silent for 60 s, as when a laptop sleeps',
    promise: 'R1, R2, R9',
    limits: LOST,
    run: async (world) => {
      await using proxy = await startFaultProxy(addressOf(world.first.url));
      const lose = () => proxy.setFault({ kind: 'hang' });
      const restore = () => proxy.setFault({ kind: 'none' });
      return await loseNetwork(world, { url: throughProxy(world.first.url, proxy), lose, restore }, OUTAGE_MS);
    },
  },
  {
    ...waiting,
    id: 'client-without-dns',
    title: "The server's name cannot be resolved for 20 s, and its streams are cut",
    promise: 'R1, R2, R10',
    limits: LOST,
    run: async (world) => {
      await using mangler = await startAnswerMangler(world.first.url);
      const { host } = new URL(mangler.url);
      let isLost = false;
      const named = (url: string) => (isLost ? url.replace(host, 'no-such-host.invalid') : url);
      const lose = () => {
        isLost = true;
        mangler.dropStreams();
      };
      const restore = () => void (isLost = false);
      const fetchNamed: typeof fetch = (input, init) =>
        fetch(named(input instanceof Request ? input.url : input.toString()), init);
      return await loseNetwork(world, { url: mangler.url, lose, restore, fetch: fetchNamed }, 20_000);
    },
  },
  {
    ...waiting,
    id: 'client-buffered-stream',
    title: 'A proxy buffers streams until they end',
    promise: 'R9, R10',
    limits: BUFFERED,
    run: (world) => buffer(world, 'held'),
  },
  {
    ...waiting,
    id: 'client-begun-stream',
    title: 'A proxy forwards the beginning of streams and buffers the rest',
    promise: 'R9, R10',
    limits: BUFFERED,
    run: (world) => buffer(world, 'begun'),
  },
  {
    ...client,
    id: 'client-server-restarted',
    title: 'A server with 100 SDK clients is killed and started again',
    promise: 'R1, R4',
    limits: { 'all current after': { atMost: 10_000, unit: 'ms' }, ...READS },
    run: (world) => killWithClients(world, 100),
  },
  {
    ...client,
    id: 'client-sigterm',
    title: 'A server with 100 SDK clients is stopped with SIGTERM, and another takes over its address',
    promise: 'R10, R11',
    limits: {
      'all live again after': { atMost: 10_000, unit: 'ms' },
      'server ended after': { atMost: 10_000, unit: 'ms' },
      ...READS,
    },
    run: stopWithClients,
  },
];
