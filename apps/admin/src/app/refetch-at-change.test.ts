import { QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnectionStore } from './connection-state.ts';
import { createQueryClient } from './query-client.ts';
import { untilNextChangeMs } from './refetch-at-change.ts';
import { createSessionStore } from './session-state.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const iso = (ms: number) => new Date(NOW + ms).toISOString();

describe('B.24 the delay until an answer changes by time', () => {
  const wait = (data: unknown, passedMs = 0) => untilNextChangeMs({ data, dataUpdatedAt: NOW }, NOW + passedMs);

  it('is the time between the answer and the change by the clock of the server', () => {
    const skewed = { evaluatedAt: iso(7 * 60_000), nextChangeAt: iso(7 * 60_000 + 4_000) };
    expect([wait(skewed), wait(skewed, 1_000)]).toEqual([4_000, 3_000]);
  });

  it('is 5 seconds once the change is overdue, so that a failing server is not flooded', () => {
    expect(wait({ evaluatedAt: iso(0), nextChangeAt: iso(1_000) }, 1_000)).toBe(5_000);
  });

  it('is at most 24 days, because no timer runs longer', () => {
    expect(wait({ evaluatedAt: iso(0), nextChangeAt: iso(400 * 86_400_000) })).toBe(24 * 86_400_000);
  });

  it.each([
    undefined,
    null,
    [],
    'text',
    { items: [] },
    { nextChangeAt: iso(1) },
    { evaluatedAt: 'x', nextChangeAt: 'y' },
  ])('does not exist for an answer that time does not change: %j', (data) => {
    expect(wait(data)).toBe(false);
  });
});

describe('B.24 a query', () => {
  beforeEach(() => void vi.useFakeTimers({ now: NOW }));
  afterEach(() => void vi.useRealTimers());

  it('refetches at the instant that its answer names, and not again after that', async () => {
    const client = createQueryClient(createSessionStore(), createConnectionStore(), () => Date.now());
    client.mount();
    const asked: number[] = [];
    const queryFn = () => {
      asked.push(Date.now() - NOW);
      const isChanged = Date.now() >= NOW + 10_000;
      return Promise.resolve(
        isChanged ? { status: 'active' } : { status: 'scheduled', evaluatedAt: iso(0), nextChangeAt: iso(10_000) },
      );
    };
    const observer = new QueryObserver<{ status: string }>(client, { queryKey: ['table'], queryFn });
    const stop = observer.subscribe(() => undefined);
    await vi.advanceTimersByTimeAsync(9_999);
    expect([asked, observer.getCurrentResult().data?.status]).toEqual([[0], 'scheduled']);
    await vi.advanceTimersByTimeAsync(2);
    expect([asked, observer.getCurrentResult().data?.status]).toEqual([[0, 10_000], 'active']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toHaveLength(2);
    stop();
    client.unmount();
  });
});
