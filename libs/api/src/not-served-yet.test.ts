import { MINUTE_MS } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { describe, expect, it } from 'vitest';
import { startTestApi } from './test-services.ts';

/** Starts a server whose loads can be made to fail or hang afterwards. */
async function startCutOff(fault: 'fails' | 'hangs', requestMs: number) {
  const link = { isCut: false };
  const never = new Promise<never>(() => undefined);
  const through = (database: Database): Database => ({
    ...database,
    timeouts: { ...database.timeouts, requestMs },
    load: (work) => {
      if (!link.isCut) return database.load(work);
      return fault === 'fails' ? Promise.reject(new Error('cut off')) : never;
    },
  });
  const api = await startTestApi({ through });
  link.isCut = true;
  return api;
}

const IMPATIENT_MS = 200;
const PATIENT_MS = MINUTE_MS;

describe('10.3 a committed change that cannot be loaded', () => {
  it.each([
    ['fails', PATIENT_MS],
    ['hangs', IMPATIENT_MS],
  ] as const)('is acknowledged and reported if the load %s', async (fault, requestMs) => {
    await using api = await startCutOff(fault, requestMs);
    const reports: unknown[] = [];
    const editor = api.as('editor', { onNotServedYet: (versions) => void reports.push([...versions]) });
    const { environment } = api.services;
    const flag = await editor.flags.create({ environment, key: 'checkout' });
    expect(await editor.flags.get({ environment, key: 'checkout' })).toEqual(flag);
    expect(reports).toEqual([[[environment, expect.any(Number)]]]);
    expect(api.services.snapshots.ruleset(environment).flags.has('checkout')).toBe(false);
  });

  it('is acknowledged without a callback', async () => {
    await using api = await startCutOff('fails', PATIENT_MS);
    const { environment } = api.services;
    await api.as('editor').flags.create({ environment, key: 'checkout' });
  });

  it('is reported as served once it is', async () => {
    await using api = await startTestApi();
    const reports: unknown[] = [];
    const request = {
      onNotServedYet: () => void reports.push('not yet'),
      onServed: (versions: ReadonlyMap<unknown, number>) => void reports.push([...versions]),
    };
    const { environment } = api.services;
    await api.as('editor', request).flags.create({ environment, key: 'checkout' });
    await api.as('admin', request).keys.create({ kind: 'server', environment, name: 'Shop' });
    expect(reports).toEqual([
      [[environment, api.services.snapshots.ruleset(environment).version]],
      [[null, expect.any(Number)]],
    ]);
  });
});
