// Jest and older NestJS applications load packages by `require`, and cannot load an ES module by it.
const assert = require('node:assert/strict');
const { fetchFlags } = require('@burgee/client');
const { createTestFlags } = require('@burgee/client/testing');
const { CreateFlagInput } = require('@burgee/contracts');
const { compileRuleset, evaluate } = require('@burgee/evaluator');
const { requireFlag } = require('@burgee/express');
const { defineFlags, flag } = require('@burgee/flags');
const { importUnleash } = require('@burgee/importers');
const { createFlagServer } = require('@burgee/node');
const { requireFlag: requireFlagOfNode } = require('@burgee/node/express');
const { BurgeeProvider } = require('@burgee/openfeature/server');
const { FlagProvider } = require('@burgee/react');

const flags = defineFlags({ a: flag.number(1) });
const { ruleset } = importUnleash({ version: 2, features: [], segments: [] });

assert.match(require.resolve('@burgee/flags'), /\.cjs$/);
assert.equal(flags.flags.a.fallback, 1);
assert.equal(CreateFlagInput.safeParse({ environment: 'production', key: 'a' }).success, true);
assert.equal(evaluate(compileRuleset(ruleset), 'a', {}, { now: 0 }).reason, 'ERROR');
assert.equal(createTestFlags(flags, { a: 2 }).client.get('a'), 2);
assert.equal(typeof requireFlag('a'), 'function');
assert.equal(typeof FlagProvider, 'function');
assert.equal(typeof BurgeeProvider, 'function');
assert.equal(requireFlagOfNode, requireFlag);

void fetchFlags({ url: process.env.BURGEE_URL, flags }).then(({ error }) => assert.equal(error, undefined));

const burgee = createFlagServer({ url: process.env.BURGEE_URL, key: process.env.BURGEE_KEY, flags });
void burgee.ready().then(() => assert.equal(burgee.status().source, 'server'));
