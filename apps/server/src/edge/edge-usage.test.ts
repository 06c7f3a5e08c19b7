import type { EnvironmentKey, SyncUsageBody } from '@burgee/contracts';
import type { UsageCell } from '@burgee/data-access';
import { describe, expect, it } from 'vitest';
import { createUsageReports } from './edge-usage.ts';

const sdk = { name: 'burgee-edge', version: '1', instance: 'a' };

async function reported(cells: readonly Pick<UsageCell, 'flagKey' | 'variant' | 'count'>[]): Promise<SyncUsageBody[]> {
  const bodies: SyncUsageBody[] = [];
  const write = createUsageReports({ usage: async (body) => void bodies.push(body) }, sdk);
  await write(cells.map((cell) => ({ environment: 'production' as EnvironmentKey, hour: 0, ...cell })));
  return bodies;
}

describe('13.10 the usage that an edge reports', () => {
  it('names the flags, their variants and the sender', async () => {
    const cells = [
      { flagKey: 'a', variant: 'on', count: 2 },
      { flagKey: 'a', variant: '', count: 1 },
    ];
    expect(await reported(cells)).toEqual([
      {
        sdk,
        counts: [
          { flagKey: 'a', variant: 'on', count: 2 },
          { flagKey: 'a', variant: null, count: 1 },
        ],
      },
    ]);
  });

  it('stays within the limits of the protocol', async () => {
    const [body] = await reported([
      { flagKey: 'a', variant: 'on', count: 2_000_000_000 },
      { flagKey: 'b', variant: 'on', count: 1_000_000_001 },
    ]);
    expect(body?.counts.map(({ flagKey, count }) => [flagKey, count])).toEqual([
      ...[
        ['a', 1e9],
        ['a', 1e9],
      ],
      ...[
        ['b', 1e9],
        ['b', 1],
      ],
    ]);
    const many = await reported(Array.from({ length: 10_001 }, () => ({ flagKey: 'a', variant: 'on', count: 1 })));
    expect(many.map(({ counts }) => counts.length)).toEqual([10_000, 1]);
  });
});
