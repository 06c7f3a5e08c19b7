import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

const key = 'checkout';
async function aStoredFlag() {
  const environment = await api.newEnvironment();
  const flag = await editor.flags.create({
    environment,
    key,
    enabled: true,
    rollout: { schedule: { kind: 'fixed', percentage: 100 } },
  });
  return { environment, flag };
}
const answer = (environment: string) => editor.evaluation.evaluate({ environment, flagKey: key });

describe('F1.2 archiving a flag', () => {
  it('turns it off, removes it from the list, and keeps its configuration', async () => {
    const { environment, flag } = await aStoredFlag();
    api.time.now = NOW + 1_000;
    const at = new Date(NOW + 1_000).toISOString();
    const archived = await editor.flags.archive({ environment, key });
    expect(archived).toEqual({ ...flag, archived: true, archivedAt: at, updatedAt: at, revision: 2 });
    expect(await answer(environment)).toMatchObject({ value: false, reason: 'DISABLED' });
    api.time.now = NOW;
  });

  it('again keeps the first archiving time', async () => {
    const { environment } = await aStoredFlag();
    const { archivedAt } = await editor.flags.archive({ environment, key });
    api.time.now = NOW + 1_000;
    expect(await editor.flags.archive({ environment, key })).toMatchObject({ archived: true, archivedAt });
    api.time.now = NOW;
  });

  it('can be undone', async () => {
    const { environment, flag } = await aStoredFlag();
    await editor.flags.archive({ environment, key });
    expect(await editor.flags.restore({ environment, key })).toEqual({ ...flag, revision: 3 });
    expect(await answer(environment)).toMatchObject({ value: true });
  });

  it('persists through updates', async () => {
    const { environment } = await aStoredFlag();
    await editor.flags.archive({ environment, key });
    expect(await editor.flags.update({ environment, key, enabled: true })).toMatchObject({ archived: true });
  });
});

describe('F1.2 deleting a flag', () => {
  it('leaves only the audit trail', async () => {
    const { environment, flag } = await aStoredFlag();
    expect(await editor.flags.delete({ environment, key, reason: 'no longer used' })).toBeUndefined();
    expect(await failureFrom(editor.flags.get({ environment, key }))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    expect(await failureFrom(answer(environment))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    const { items } = await editor.audit.list({ environment, flagKey: key, action: 'removed' });
    expect(items).toMatchObject([{ reason: 'no longer used', before: flag, after: null }]);
  });

  it('keeps the flag with the same key in another environment', async () => {
    const [one, other] = [await aStoredFlag(), await aStoredFlag()];
    await editor.flags.delete({ environment: one.environment, key });
    expect(await editor.flags.get({ environment: other.environment, key })).toEqual(other.flag);
  });

  it('frees its key', async () => {
    const { environment, flag } = await aStoredFlag();
    await editor.flags.delete({ environment, key });
    const again = await editor.flags.create({ environment, key });
    expect(again).toMatchObject({ enabled: false, revision: 1 });
    expect(again.id).not.toBe(flag.id);
  });

  it('is refused while other flags require it, and lists them, including archived ones', async () => {
    const { environment } = await aStoredFlag();
    const prerequisites = [{ flagKey: key, variants: ['on'] }];
    for (const dependent of ['search', 'basket', 'other']) {
      await editor.flags.create({
        environment,
        key: dependent,
        prerequisites: dependent === 'other' ? [] : prerequisites,
      });
    }
    await editor.flags.archive({ environment, key: 'search' });
    const failure = await failureFrom(editor.flags.delete({ environment, key }));
    expect(failure).toEqual({ code: 'FLAG_IN_USE', flagKey: key, flags: ['basket', 'search'] });
    expect(await answer(environment)).toMatchObject({ value: true });

    for (const dependent of ['search', 'basket']) {
      await editor.flags.update({ environment, key: dependent, prerequisites: [] });
    }
    await editor.flags.delete({ environment, key });
  });

  it('is not refused if only flags of other environments require it', async () => {
    const [one, other] = [await aStoredFlag(), await aStoredFlag()];
    const prerequisites = [{ flagKey: key, variants: ['on'] }];
    await editor.flags.create({ environment: other.environment, key: 'search', prerequisites });
    await editor.flags.delete({ environment: one.environment, key });
  });
});
