import { createFlagClient, type FlagClient } from '@burgee/client';
import { defineFlags, flag } from '@burgee/flags';
import type { Bench, Measurement } from './bench.ts';
import { answerText, flagKeys, FLAGS } from './client-answers.ts';
import { interleave, type Loop } from './interleave.ts';

const URL = 'http://flags.test';
/** A power of two, so that cycling takes one `&`. */
const TURNS = 1_024;

function readLoop(): Loop {
  const bootstrap = JSON.parse(answerText(1)) as NonNullable<ReturnType<FlagClient['snapshot']>>;
  const flags = defineFlags(Object.fromEntries(flagKeys.map((key) => [key, flag.boolean(false)])));
  const client = createFlagClient({ url: URL, flags, bootstrap, connect: false });
  return countOn((key) => client.get(key, false));
}

function mapLoop(): Loop {
  const values = new Map(flagKeys.map((key, index) => [key, index % 2 === 0]));
  return countOn((key) => values.get(key) as boolean);
}

function countOn(read: (key: string) => boolean): Loop {
  const keys = Array.from({ length: TURNS }, (_, index) => flagKeys[index % FLAGS] as string);
  return (times) => {
    let on = 0;
    for (let turn = 0; turn < times; turn++) if (read(keys[turn & (TURNS - 1)] as string)) on++;
    return on;
  };
}

const ROUNDS = 300;

/** From an answer that is in memory to the notification, without a network. The floor alternates with it. */
async function measureAccepting(): Promise<Measurement> {
  const best = { value: Infinity, floor: Infinity };
  let next = '';
  const answer = async () => new Response(next);
  const never = new Promise<Response>(() => {});
  const fetch = (input: unknown) => (String(input).includes('/stream') ? never : answer());
  const client = createFlagClient({ url: URL, runtime: { fetch, random: () => 0 }, connect: false });
  for (let version = 1; version <= ROUNDS; version++) {
    next = answerText(version);
    const begun = performance.now();
    await refresh(client, version);
    const accepted = performance.now();
    const { flags } = JSON.parse(next) as { flags: object };
    const parsed = performance.now();
    if (client.all().size !== Object.keys(flags).length) throw new Error('The answer was not accepted.');
    best.value = Math.min(best.value, accepted - begun);
    best.floor = Math.min(best.floor, parsed - accepted);
  }
  client.close();
  return best;
}

async function refresh(client: FlagClient, version: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = client.subscribe(() => {
      if (client.status().version !== version) return;
      stop();
      resolve();
    });
    client.connect();
    client.refresh();
  });
}

export const client: readonly Bench[] = [
  {
    name: 'client-read',
    title: 'client.get of one of 1,000 declared flags',
    floorTitle: 'Map.get of the same key',
    unit: 'ns',
    limit: { of: 'ratio', atMost: 6 },
    run: () => interleave(readLoop(), mapLoop()),
  },
  {
    name: 'client-answer',
    title: 'client accepts an answer with 1,000 flags',
    floorTitle: 'JSON.parse of the same text',
    unit: 'ms',
    limit: { of: 'ratio', atMost: 9 },
    run: measureAccepting,
  },
];
