import { copyContext as copyByContract } from '@burgee/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyContext } from './copy-context.ts';

it('W39.9 accepts the contexts that the contracts accept, and copies them equally', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
  });
  const context = fc.dictionary(fc.string(), anything);
  fc.assert(
    fc.property(fc.oneof(anything, context), (given) => {
      const expected = copyByContract(given);
      const copied = copyContext(given);
      if ('problem' in expected) expect(copied.problem).toMatch(/^The context is not plain JSON: /);
      else expect(copied).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

class Account {
  readonly id = 'a';
}

it.each<[string, unknown]>([
  ['balance', { balance: 1n }],
  ['teams', { teams: new Set(['red']) }],
  ['account', { user: { account: new Account() } }],
])('names the attribute that is not plain JSON: %s', (name, given) => {
  expect(copyContext(given)).toEqual({ problem: `The context is not plain JSON: ${name}` });
});

it('accepts plain objects of another realm, and of none', () => {
  const bare = Object.assign(Object.create(null) as object, { userId: 'ann' });
  expect(copyContext(bare)).toEqual({ context: { userId: 'ann' } });
});
