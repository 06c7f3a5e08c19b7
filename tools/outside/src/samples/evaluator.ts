import { compileRuleset, evaluate, evaluateAll, explain } from '@burgee/evaluator';
import { importUnleash } from '@burgee/importers';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const enabled = { name: 'new-checkout', enabled: true, strategies: [{ name: 'default', parameters: {} }] };
const { ruleset, problems } = importUnleash({ version: 2, features: [enabled], segments: [] });
assert.deepEqual(problems, []);

const compiled = compileRuleset(ruleset);
const options = { now: Date.now() };
assert.equal(evaluate(compiled, 'new-checkout', { userId: 'ann' }, options).enabled, true);
assert.equal(evaluate(compiled, 'unknown', { userId: 'ann' }, options).reason, 'ERROR');
assert.equal(evaluateAll(compiled, {}, options).length, 1);
assert.ok(explain(compiled, 'new-checkout', {}, options).trace.length > 0);

// It would double what a browser loads.
const code = readFileSync(new URL(import.meta.resolve('@burgee/evaluator')), 'utf8');
assert.doesNotMatch(code, /from ["'](zod|@burgee\/contracts)["']/);
