import { expect, it } from 'vitest';
import { keepRecentContexts, nameOfContext, readRecentContexts, withRecent } from './recent-contexts.ts';

const of = (userId: string) => ({ userId });

it('keeps the newest eight, each once, and nothing that is empty or very large', () => {
  let recent = withRecent([], {});
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'b']) recent = withRecent(recent, of(id));
  expect(recent.map(({ userId }) => userId)).toEqual(['b', 'i', 'h', 'g', 'f', 'e', 'd', 'c']);
  expect(withRecent(recent, of('x'.repeat(5_000)))).toBe(recent);
});

it('survives what a browser has kept of another version, and one that keeps nothing', () => {
  expect(readRecentContexts({ getItem: () => '{"no": "list"}' })).toEqual([]);
  expect(readRecentContexts({ getItem: () => 'no JSON' })).toEqual([]);
  const refusing = () => {
    throw new Error('full');
  };
  expect(readRecentContexts({ getItem: refusing })).toEqual([]);
  expect(() => keepRecentContexts({ setItem: refusing }, [of('a')])).not.toThrow();
});

it('names a context by what is in it', () => {
  expect(nameOfContext({ userId: 'ann', plan: 'pro' })).toBe('ann, plan pro');
});
