import { type AuditEntry, type EnvironmentKey, MINUTE_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
beforeEach(() => {
  api.time.now = NOW;
});
afterAll(() => api[Symbol.asyncDispose]());

const at = (minute: number) => new Date(NOW + minute * MINUTE_MS).toISOString();

/** Runs `change` one minute after the previous change. */
async function later<T>(change: () => Promise<T>): Promise<T> {
  api.time.now += MINUTE_MS;
  return change();
}

/** Creates an environment at `NOW`, and flags in the minutes after it. */
async function withFlags(...keys: string[]): Promise<EnvironmentKey> {
  const environment = await api.newEnvironment();
  for (const key of keys) await later(() => editor.flags.create({ environment, key }));
  return environment;
}
const keysOf = (items: readonly AuditEntry[]) => items.map(({ key }) => key);

describe('F1.7 every change', () => {
  it('has an entry with actor, time, and the states before and after', async () => {
    const environment = await withFlags('checkout');
    const created = await viewer.flags.get({ environment, key: 'checkout' });
    await later(() => editor.flags.update({ environment, key: 'checkout', tags: ['x'], reason: 'tagged' }));
    const updated = await viewer.flags.get({ environment, key: 'checkout' });
    await later(() => api.as('admin').flags.setEnabled({ environment, key: 'checkout', enabled: true }));
    const switched = await viewer.flags.get({ environment, key: 'checkout' });
    await later(() => editor.flags.archive({ environment, key: 'checkout' }));
    const archived = await viewer.flags.get({ environment, key: 'checkout' });
    await later(() => editor.flags.restore({ environment, key: 'checkout' }));
    const restored = await viewer.flags.get({ environment, key: 'checkout' });
    await later(() => editor.flags.delete({ environment, key: 'checkout', reason: 'done' }));

    const { items } = await viewer.audit.list({ environment, flagKey: 'checkout' });
    const common = {
      id: expect.any(String),
      number: expect.any(Number),
      environment,
      actor: 'editor@example.org',
      subject: 'flag',
      key: 'checkout',
      overrideType: null,
      target: null,
      reason: null,
      via: null,
      client: null,
    };
    expect(items).toEqual([
      { ...common, action: 'removed', version: 7, at: at(6), before: restored, after: null, reason: 'done' },
      { ...common, action: 'restored', version: 6, at: at(5), before: archived, after: restored },
      { ...common, action: 'archived', version: 5, at: at(4), before: switched, after: archived },
      {
        ...common,
        action: 'updated',
        version: 4,
        at: at(3),
        before: updated,
        after: switched,
        actor: 'admin@example.org',
      },
      { ...common, action: 'updated', version: 3, at: at(2), before: created, after: updated, reason: 'tagged' },
      { ...common, action: 'created', version: 2, at: at(1), before: null, after: created },
    ]);
  });

  it('has no entry if it was refused', async () => {
    const environment = await withFlags('checkout');
    const before = await viewer.audit.list({ environment });
    await failureFrom(editor.flags.create({ environment, key: 'checkout' }));
    await failureFrom(editor.flags.update({ environment, key: 'checkout', revision: 7 }));
    await failureFrom(editor.flags.delete({ environment, key: 'nothing' }));
    await failureFrom(viewer.flags.delete({ environment, key: 'checkout' }));
    expect(await viewer.audit.list({ environment })).toEqual(before);
  });

  it('W9.16 calls onCommit after the commit, with actor and action', async () => {
    const environment = await api.newEnvironment();
    const before = api.commits.length;
    await editor.flags.create({ environment, key: 'checkout', reason: 'new shop' });
    await failureFrom(editor.flags.create({ environment, key: 'checkout' }));
    expect(api.commits.slice(before)).toEqual([
      {
        actor: 'editor@example.org',
        versions: new Map([[environment, 2]]),
        changes: [expect.objectContaining({ action: 'created', subject: 'flag', key: 'checkout', reason: 'new shop' })],
      },
    ]);
  });
});

describe('S400.9 the audit trail', () => {
  it('lists the newest entries first', async () => {
    const environment = await withFlags('a', 'b', 'c');
    const { items, nextCursor } = await viewer.audit.list({ environment });
    expect(keysOf(items)).toEqual(['c', 'b', 'a', environment]);
    expect(nextCursor).toBeNull();
  });

  it('can be filtered by environment, flag, actor, action and type', async () => {
    const environment = await withFlags('a', 'b');
    await later(() => editor.segments.create({ environment, key: 'a', condition: { all: [] } }));
    await later(() => api.as('admin').flags.update({ environment, key: 'b' }));
    const found = async (filter: Parameters<Api['audit']['list']>[0]) =>
      (await viewer.audit.list({ environment, ...filter })).items.map(({ action, subject, key }) => [
        action,
        subject,
        key,
      ]);
    expect(await found({ flagKey: 'a' })).toEqual([['created', 'flag', 'a']]);
    expect(await found({ flagKey: 'b' })).toEqual([
      ['updated', 'flag', 'b'],
      ['created', 'flag', 'b'],
    ]);
    expect(await found({ actor: 'admin@example.org' })).toEqual([['updated', 'flag', 'b']]);
    expect(await found({ action: 'created', type: 'flag' })).toEqual([
      ['created', 'flag', 'b'],
      ['created', 'flag', 'a'],
    ]);
    expect(await found({ type: 'segment' })).toEqual([['created', 'segment', 'a']]);
    expect(await found({ type: 'environment' })).toEqual([['created', 'environment', environment]]);
    expect(await found({ type: 'emergency' })).toEqual([]);
    expect(await found({ environment: 'nowhere' })).toEqual([]);
  });

  it('includes the overrides of a flag, and finds them by type and target', async () => {
    const environment = await withFlags('a');
    const place = { environment, flagKey: 'a' };
    await later(() => api.as('admin').overrides.setEmergency({ ...place, value: false, reason: 'incident 7' }));
    await later(() => editor.overrides.setUser({ ...place, userId: 'ada', overrideType: 'include' }));
    expect((await viewer.audit.list({ environment, flagKey: 'a' })).items).toHaveLength(3);
    expect((await viewer.audit.list({ environment, type: 'emergency' })).items).toMatchObject([
      { action: 'created', target: null, reason: 'incident 7', after: { value: false } },
    ]);
    expect((await viewer.audit.list({ environment, type: 'override' })).items).toHaveLength(2);
    expect((await viewer.audit.list({ environment, target: 'ada' })).items).toMatchObject([
      { action: 'created', overrideType: 'user', target: 'ada', actor: 'editor@example.org' },
    ]);
    expect((await viewer.audit.list({ environment, type: 'session' })).items).toHaveLength(0);
  });

  it('can be filtered by time, from an instant and up to another', async () => {
    const environment = await withFlags('a', 'b', 'c');
    const found = async (from?: string, to?: string) =>
      keysOf((await viewer.audit.list({ environment, type: 'flag', from, to })).items);
    expect(await found(at(2))).toEqual(['c', 'b']);
    expect(await found(undefined, at(2))).toEqual(['a']);
    expect(await found(at(2), at(3))).toEqual(['b']);
  });
});

describe('S400.9 paging', () => {
  async function pagesOf(environment: EnvironmentKey, limit: number, between: () => Promise<unknown> = async () => {}) {
    const pages: AuditEntry[][] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await viewer.audit.list({ environment, limit, cursor });
      pages.push(page.items);
      cursor = page.nextCursor;
      await between();
    }
    return pages;
  }

  it('returns every entry once, and ends with the last', async () => {
    const environment = await withFlags('a', 'b', 'c', 'd');
    const pages = await pagesOf(environment, 2);
    expect(pages.map(keysOf)).toEqual([['d', 'c'], ['b', 'a'], [environment]]);
  });

  it('has no empty last page if the entries fill the one before', async () => {
    const environment = await withFlags('a', 'b', 'c');
    const pages = await pagesOf(environment, 2);
    expect(pages.map(({ length }) => length)).toEqual([2, 2]);
  });

  it('returns every entry once if all were made at the same instant', async () => {
    const environment = await api.newEnvironment();
    for (let index = 0; index < 6; index++) await editor.flags.create({ environment, key: `flag-${index}` });
    const pages = await pagesOf(environment, 2);
    expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(7);
    expect(pages.flat()).toHaveLength(7);
  });

  it('neither repeats nor skips entries while new ones are written', async () => {
    const environment = await withFlags('a', 'b', 'c', 'd');
    let count = 0;
    const pages = await pagesOf(environment, 2, () =>
      later(() => editor.flags.create({ environment, key: `new-${++count}` })),
    );
    expect(pages.map(keysOf)).toEqual([['d', 'c'], ['b', 'a'], [environment]]);
  });

  it('applies the filter to every page', async () => {
    const environment = await withFlags('a', 'b', 'c');
    const first = await viewer.audit.list({ environment, type: 'flag', limit: 2 });
    const second = await viewer.audit.list({ environment, type: 'flag', limit: 2, cursor: first.nextCursor! });
    expect(keysOf([...first.items, ...second.items])).toEqual(['c', 'b', 'a']);
    expect(second.nextCursor).toBeNull();
  });

  it.each(['', 'x', '1.5', '1e3', ' 1', '9'.repeat(16), `1; drop table audit_entries; --`])(
    'A10 refuses the cursor %j, which it never returned',
    async (cursor) => {
      const failure = await failureFrom(viewer.audit.list({ cursor }));
      expect(failure).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'cursor' }] });
    },
  );

  it.each([
    { limit: 0 },
    { limit: 501 },
    { from: 'yesterday' },
    { to: '2027-01-01' },
    { action: 'guessed' },
    { type: '' },
  ])('refuses %j', async (filter) => {
    const failure = await failureFrom(viewer.audit.list(filter as never));
    expect(failure).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: Object.keys(filter)[0] }] });
  });
});
