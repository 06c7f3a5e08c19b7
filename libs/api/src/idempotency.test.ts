import { DAY_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from './test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

/** An editor whose changes carry an idempotency key. */
const repeating = (idempotencyKey: string = randomUUID()) => api.as('editor', { idempotencyKey });

async function aFlagInUse() {
  const environment = await api.newEnvironment();
  return editor.flags.create({ environment, key: 'checkout' });
}

async function changesOf(environment: string) {
  return (await editor.audit.list({ environment, type: 'flag' })).items.map(({ action }) => action);
}

describe('R8 a change that is requested twice', () => {
  it('is made once, with one audit entry, one version and the same answer', async () => {
    const environment = await api.newEnvironment();
    const { version } = await editor.environments.get({ key: environment });
    const caller = repeating();
    const first = await caller.flags.create({ environment, key: 'checkout', description: 'once' });
    expect(await caller.flags.create({ environment, key: 'checkout', description: 'once' })).toEqual(first);
    expect(await changesOf(environment)).toEqual(['created']);
    expect(await editor.environments.get({ key: environment })).toMatchObject({ version: version + 1 });
  });

  it('calls onCommit once', async () => {
    const { environment, key } = await aFlagInUse();
    const before = api.commits.length;
    const caller = repeating();
    for (let time = 0; time < 2; time++) await caller.flags.setEnabled({ environment, key, enabled: true });
    expect(api.commits).toHaveLength(before + 1);
  });

  it('by ten concurrent requests is made once, and all ten get the same answer', async () => {
    const environment = await api.newEnvironment();
    const caller = repeating();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => caller.flags.create({ environment, key: 'checkout' })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await changesOf(environment)).toEqual(['created']);
  });

  it('gets the first answer, even after someone else changed the flag', async () => {
    const { environment, key, revision } = await aFlagInUse();
    const caller = repeating();
    const change = { environment, key, revision, description: 'mine' };
    const first = await caller.flags.update(change);
    await editor.flags.update({ environment, key, description: 'theirs' });
    expect(await caller.flags.update(change)).toEqual(first);
    expect(await editor.flags.get({ environment, key })).toMatchObject({ description: 'theirs' });
  });

  it('may be a deletion', async () => {
    const { environment, key } = await aFlagInUse();
    const caller = repeating();
    expect(await caller.flags.delete({ environment, key })).toBeUndefined();
    expect(await caller.flags.delete({ environment, key })).toBeUndefined();
    expect(await changesOf(environment)).toEqual(['removed', 'created']);
  });

  it('may be a change of a segment', async () => {
    const environment = await api.newEnvironment();
    const caller = repeating();
    const segment = { environment, key: 'beta', condition: { all: [] } };
    expect(await caller.segments.create(segment)).toEqual(await caller.segments.create(segment));
  });

  it('may be a change of an environment', async () => {
    const caller = api.as('admin', { idempotencyKey: randomUUID() });
    expect(await caller.environments.create({ key: 'twice' })).toEqual(
      await caller.environments.create({ key: 'twice' }),
    );
  });
});

describe('R8 without a key', () => {
  it('a change that is requested twice is tried twice', async () => {
    const { environment, key } = await aFlagInUse();
    await editor.flags.setEnabled({ environment, key, enabled: true });
    await editor.flags.setEnabled({ environment, key, enabled: true });
    expect(await changesOf(environment)).toEqual(['updated', 'updated', 'created']);
    await editor.flags.delete({ environment, key });
    expect(await failureFrom(editor.flags.delete({ environment, key }))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
  });
});

describe('R8 a key belongs to one request', () => {
  it('and is refused with another input, without a change', async () => {
    const { environment, key } = await aFlagInUse();
    const caller = repeating();
    await caller.flags.setEnabled({ environment, key, enabled: true });
    expect(await detailsFrom(caller.flags.setEnabled({ environment, key, enabled: false }))).toEqual([
      'Idempotency-Key: was used for another request; use a new one for each change',
    ]);
    expect(await editor.flags.get({ environment, key })).toMatchObject({ enabled: true, revision: 2 });
  });

  it('of one procedure: for another, it is a new key', async () => {
    const { environment, key } = await aFlagInUse();
    const caller = repeating();
    await caller.flags.archive({ environment, key });
    await caller.flags.restore({ environment, key });
    expect(await editor.flags.get({ environment, key })).toMatchObject({ archived: false, revision: 3 });
  });

  it('of one person: for another, it is a new key', async () => {
    const { environment, key } = await aFlagInUse();
    const idempotencyKey = randomUUID();
    await api.as('editor', { idempotencyKey }).flags.setEnabled({ environment, key, enabled: true });
    await api.as('admin', { idempotencyKey }).flags.setEnabled({ environment, key, enabled: true });
    expect(await changesOf(environment)).toEqual(['updated', 'updated', 'created']);
  });

  it('that makes a change: reads do not use it up', async () => {
    const { environment, key } = await aFlagInUse();
    const caller = repeating();
    expect(await caller.flags.get({ environment, key })).toMatchObject({ enabled: false });
    await caller.flags.setEnabled({ environment, key, enabled: true });
    expect(await caller.flags.get({ environment, key })).toMatchObject({ enabled: true });
  });
});

describe('R8 a change that failed', () => {
  it('does not use the key up', async () => {
    const environment = await api.newEnvironment();
    const caller = repeating();
    const change = { environment, key: 'checkout', enabled: true };
    expect(await failureFrom(caller.flags.setEnabled(change))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    await editor.flags.create({ environment, key: 'checkout' });
    expect(await caller.flags.setEnabled(change)).toMatchObject({ enabled: true });
  });

  it('may be corrected under the same key', async () => {
    const environment = await api.newEnvironment();
    const caller = repeating();
    const wrong = { environment, key: 'checkout', prerequisites: [{ flagKey: 'nothing', variants: ['on'] }] };
    expect(await failureFrom(caller.flags.create(wrong))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await caller.flags.create({ environment, key: 'checkout' })).toMatchObject({ key: 'checkout' });
  });
});

describe('R8 an answer is kept', () => {
  it('for 24 hours', async () => {
    const { environment, key } = await aFlagInUse();
    const caller = repeating();
    const first = await caller.flags.setEnabled({ environment, key, enabled: true });
    api.time.now = NOW + DAY_MS;
    expect(await caller.flags.setEnabled({ environment, key, enabled: true })).toEqual(first);
    api.time.now = NOW + DAY_MS + 1;
    expect(await caller.flags.setEnabled({ environment, key, enabled: true })).toMatchObject({
      revision: first.revision + 1,
    });
  });
});

describe('R8 a key', () => {
  it.each([1, 255])('may have %i characters', async (length) => {
    const { environment, key } = await aFlagInUse();
    await repeating('k'.repeat(length)).flags.archive({ environment, key });
  });

  it.each([0, 256])('must not have %i characters', async (length) => {
    const { environment, key } = await aFlagInUse();
    expect(await detailsFrom(repeating('k'.repeat(length)).flags.archive({ environment, key }))).toEqual([
      'Idempotency-Key: must have 1 to 255 characters',
    ]);
    expect(await editor.flags.get({ environment, key })).toMatchObject({ archived: false });
  });
});
