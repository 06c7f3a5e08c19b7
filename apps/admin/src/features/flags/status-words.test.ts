import type { FlagStatus } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { statusWords } from './status-words.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const at = (days: number) => new Date(NOW + days * 24 * 3_600_000).toISOString();

it.each<[FlagStatus, number | null, string]>([
  ['archived', null, 'Archived 5 days ago; off for everyone.'],
  ['expiring', 3, 'Expires in 3 days, then off for everyone.'],
  ['scheduled', null, 'Its schedule will change the percentage.'],
  ['stale', -2, 'Expired 2 days ago; off for everyone.'],
  ['stale', null, 'Last changed 3 months ago, and the same for everyone.'],
  ['active', null, 'Changed 3 months ago.'],
])('a flag that is %s, with %s days to its expiry, reads "%s"', (status, end, words) => {
  const expiresAt = end === null ? null : at(end);
  expect(statusWords(status, { archivedAt: at(-5), expiresAt, updatedAt: at(-100) }, NOW)).toBe(words);
});
