import { freezeContext } from '@burgee/contracts';
import { type CompiledRuleset, compileRuleset, evaluate } from '@burgee/evaluator';
import { aFlag, aRuleset, NOW } from '@burgee/testing';
import type { Bench, Measurement } from './bench.ts';
import { followRuleset } from './fake-sync.ts';
import { interleave, type Loop } from './interleave.ts';
import { bytesEach } from './memory.ts';
import { asParsed } from './rulesets.ts';

const FLAGS = 1_000;
/** A power of two, so that cycling takes one `&`. */
const TURNS = 1_024;

/** Flags that are simply on or off, as most flags of a mature project are. */
function constantRuleset(): CompiledRuleset {
  const flags = Array.from({ length: FLAGS }, (_, index) =>
    aFlag({ key: `team-${index % 17}.feature-${index}`, enabled: index % 2 === 0 }),
  );
  return compileRuleset(asParsed(aRuleset({ flags })));
}

function keysOf(ruleset: CompiledRuleset): string[] {
  const keys = [...ruleset.flags.keys()];
  return asParsed(Array.from({ length: TURNS }, (_, index) => keys[index % FLAGS] as string));
}

function evaluateLoop(ruleset: CompiledRuleset): Loop {
  const keys = keysOf(ruleset);
  const context = freezeContext({ userId: 'user-7919' });
  const options = { now: NOW };
  return (times) => {
    let on = 0;
    for (let turn = 0; turn < times; turn++) {
      if (evaluate(ruleset, keys[turn & (TURNS - 1)] as string, context, options).enabled) on++;
    }
    return on;
  };
}

function mapLoop(ruleset: CompiledRuleset): Loop {
  const keys = keysOf(ruleset);
  const flags = new Map(ruleset.flags);
  return (times) => {
    let on = 0;
    for (let turn = 0; turn < times; turn++) {
      if (flags.get(keys[turn & (TURNS - 1)] as string)?.config.enabled) on++;
    }
    return on;
  };
}

/** Reads through the flags of one context of `@burgee/node`, as a request does that reads a flag repeatedly. */
async function readLoop(ruleset: CompiledRuleset): Promise<Loop> {
  const keys = keysOf(ruleset);
  const burgee = await followRuleset(ruleset.source);
  const flags = await burgee.for({ userId: 'user-7919' });
  await burgee.close();
  return (times) => {
    let on = 0;
    for (let turn = 0; turn < times; turn++) if (flags.isEnabled(keys[turn & (TURNS - 1)] as string)) on++;
    return on;
  };
}

async function measure(loopOf: (ruleset: CompiledRuleset) => Loop | Promise<Loop>): Promise<Measurement> {
  const ruleset = constantRuleset();
  const loop = await loopOf(ruleset);
  const measurement = interleave(loop, mapLoop(ruleset));
  const bytes = bytesEach(loop);
  if (bytes >= 1 && bytes < Infinity) throw new Error(`a read allocates ${bytes} bytes`);
  return measurement;
}

const ROW = { floorTitle: 'Map.get of the compiled flag', unit: 'ns', limit: { of: 'ratio', atMost: 1.5 } } as const;

export const constant: readonly Bench[] = [
  {
    ...ROW,
    name: 'constant',
    title: 'a flag that is the same for everyone, for a frozen context',
    run: () => measure(evaluateLoop),
  },
  {
    ...ROW,
    name: 'node-constant',
    title: 'the same, read again through @burgee/node',
    run: () => measure(readLoop),
  },
];
