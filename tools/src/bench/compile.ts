import { compileRuleset } from '@burgee/evaluator';
import type { Bench } from './bench.ts';
import { mixedRuleset } from './rulesets.ts';

const ROUNDS = 25;

/** The floor is parsing the same ruleset from JSON, which always precedes compiling. */
function measureCompile() {
  const ruleset = mixedRuleset(10_000);
  const json = JSON.stringify(ruleset);
  const best = { value: Infinity, floor: Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    best.value = Math.min(
      best.value,
      milliseconds(() => compileRuleset(ruleset)),
    );
    best.floor = Math.min(
      best.floor,
      milliseconds(() => JSON.parse(json)),
    );
  }
  return best;
}

function milliseconds(work: () => unknown): number {
  const start = performance.now();
  const result = work();
  const taken = performance.now() - start;
  if (typeof result !== 'object') throw new Error('the work returned no object');
  return taken;
}

export const compile: Bench = {
  name: 'compile',
  title: 'compile 10,000 flags, warm',
  floorTitle: 'JSON.parse of the same ruleset',
  unit: 'ms',
  limit: { of: 'value', atMost: 60 },
  run: measureCompile,
};
