import { expect, it } from 'vitest';
import { contextLabel, keepRecentContexts, readRecentContexts, withRecent } from './recent-contexts.ts';

const contextFor = (userId: string) => ({ userId });

it('the newest eight contexts are kept without duplicates, empty ones and very large ones', () => {
  let recent = withRecent([], {});
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'b']) recent = withRecent(recent, contextFor(id));
  expect(recent.map(({ userId }) => userId)).toEqual(['b', 'i', 'h', 'g', 'f', 'e', 'd', 'c']);
  expect(withRecent(recent, contextFor('x'.repeat(5_000)))).toBe(recent);
});

it('invalid stored contexts and a browser that refuses storage cause no error', () => {
  expect(readRecentContexts({ getItem: () => '{"no": "list"}' })).toEqual([]);
  expect(readRecentContexts({ getItem: () => 'no JSON' })).toEqual([]);
  const refusing = () => {
    throw new Error('full');
  };
  expect(readRecentContexts({ getItem: refusing })).toEqual([]);
  expect(() => keepRecentContexts({ setItem: refusing }, [contextFor('a')])).not.toThrow();
});

it('a context is labeled by its contents', () => {
  expect(contextLabel({ userId: 'ann', plan: 'pro' })).toBe('ann, plan pro');
});
