// Jest and older NestJS applications load packages by `require`, and cannot load an ES module by it.
const assert = require('node:assert/strict');
const { CreateFlagInput } = require('@burgee/contracts');
const { defineFlags, flag } = require('@burgee/flags');

assert.match(require.resolve('@burgee/flags'), /\.cjs$/);
assert.equal(defineFlags({ a: flag.number(1) }).flags.a.fallback, 1);
assert.equal(CreateFlagInput.safeParse({ environment: 'production', key: 'a' }).success, true);
