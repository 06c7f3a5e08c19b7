import { EnvironmentKey, MINUTE_MS } from '@burgee/contracts';
import type { ProtocolUse } from '@burgee/data-access';
import { NOW } from '@burgee/testing';
import { expect, it } from 'vitest';
import { createProtocolUses } from './protocol-uses.ts';

const production = EnvironmentKey.parse('production');

function open(write?: (uses: readonly ProtocolUse[]) => Promise<void>) {
  const time = { now: NOW };
  const [written, failures]: [ProtocolUse[][], unknown[]] = [[], []];
  const uses = createProtocolUses({
    now: () => new Date(time.now),
    write: async (uses) => {
      written.push([...uses]);
      await write?.(uses);
    },
    onFailed: (error) => void failures.push(error),
  });
  return { time, written, failures, uses };
}

it('15.7 stores the first use at once, and the next one after a minute', async () => {
  const { time, written, uses } = open();
  const use = { environment: production, protocol: 'ofrep', keyId: 'k1' } as const;
  uses.mark(production, 'ofrep', 'k1');
  uses.mark(production, 'ofrep', 'k1');
  await uses.settled();
  expect(written).toEqual([[{ ...use, at: NOW }]]);

  time.now += MINUTE_MS - 1;
  uses.mark(production, 'ofrep', 'k1');
  time.now += 1;
  uses.mark(production, 'ofrep', 'k1');
  await uses.settled();
  expect(written.slice(1)).toEqual([[{ ...use, at: NOW + MINUTE_MS }]]);
});

it('15.7 tells keys and protocols apart, and writes together what was marked during a write', async () => {
  let finish = () => {};
  const { written, uses } = open(() => new Promise((resolve) => (finish = resolve)));
  uses.mark(production, 'ofrep', 'k1');
  uses.mark(production, 'flagd', 'k1');
  uses.mark(production, 'ofrep', '');
  finish();
  await expect.poll(() => written.length).toBe(2);
  finish();
  await uses.settled();
  expect(written.map((batch) => batch.map(({ protocol, keyId }) => [protocol, keyId]))).toEqual([
    [['ofrep', 'k1']],
    [
      ['flagd', 'k1'],
      ['ofrep', ''],
    ],
  ]);
});

it('15.7 reports a failure, and writes again a minute later, even if the clock was set back', async () => {
  const { time, written, failures, uses } = open(() => Promise.reject(new Error('the database is gone')));
  uses.mark(production, 'sync', 'k1');
  await uses.settled();
  expect(failures).toEqual([new Error('the database is gone')]);
  time.now -= 10 * MINUTE_MS;
  uses.mark(production, 'sync', 'k1');
  await uses.settled();
  expect(written).toHaveLength(2);
});
