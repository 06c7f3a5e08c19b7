import type { FlagStatus } from '@burgee/client';
import { describe, expect, it } from 'vitest';
import { ageWords, describeConnection } from './connection-bar.tsx';

const held = { source: 'server', environment: 'production', version: 1, updatedAt: 0 } as const;
const noFlags = { state: 'loading', source: 'default' } as const;
const error = { message: 'fetch failed' };

describe('the connection bar', () => {
  it.each<[string, FlagStatus]>([
    ['connecting', { ...noFlags, connection: 'connecting' }],
    ['offline', { ...noFlags, connection: 'reconnecting', error }],
    ['live', { ...held, state: 'ready', connection: 'live' }],
    ['connecting', { ...held, state: 'stale', connection: 'live' }],
    ['offline', { ...held, state: 'stale', connection: 'live', error }],
    ['offline', { ...held, state: 'stale', connection: 'polling', error }],
    ['reconnecting', { ...held, state: 'ready', connection: 'reconnecting', error }],
    ['reconnecting', { ...held, state: 'ready', connection: 'polling', error }],
    ['connecting', { ...held, state: 'ready', connection: 'connecting' }],
    ['connecting', { ...held, source: 'stored', state: 'stale', reason: 'stored', connection: 'connecting' }],
    ['connecting', { ...held, state: 'stale', reason: 'context', connection: 'live' }],
    ['connecting', { ...held, state: 'ready', connection: 'paused' }],
  ])('is %s for %j', (kind, status) => {
    expect(describeConnection(status).kind).toBe(kind);
  });

  it('shows the age of the flags', () => {
    expect([0, 59_000, 60_000, 3_599_000, 3_600_000, 90_000_000].map(ageWords)).toEqual([
      'less than a minute',
      'less than a minute',
      '1 min',
      '59 min',
      '1 h',
      '25 h',
    ]);
  });
});
