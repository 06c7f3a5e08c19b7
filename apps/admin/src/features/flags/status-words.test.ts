import type { FlagStatus } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { statusWords } from './status-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const at = (days: number) => new Date(NOW + days * 24 * 3_600_000).toISOString();

it.each<[FlagStatus, number | null, string]>([
  ['archived', null, 'Archived 5 days ago: off for everybody.'],
  ['expiring', 3, 'Expires in 3 days: then off for everybody.'],
  ['scheduled', null, 'Its percentage will change by itself.'],
  ['stale', -2, 'Expired 2 days ago: off for everybody.'],
  ['stale', null, 'Unchanged since 3 months ago, and the same for everybody.'],
  ['active', null, 'Changed 3 months ago.'],
])('a flag that is %s, with %s days to its end: "%s"', (status, end, words) => {
  const expiresAt = end === null ? null : at(end);
  expect(statusWords(status, { archivedAt: at(-5), expiresAt, updatedAt: at(-100) }, NOW)).toBe(words);
});
