import { type EnvironmentKey, HOUR_MS, type ListFlagsInput } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let viewer: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
  viewer = api.as('viewer');
});
afterAll(() => api[Symbol.asyncDispose]());

/** Creates flags one hour apart. */
async function flags(
  environment: EnvironmentKey,
  ...all: (Partial<Parameters<Api['flags']['create']>[0]> & { key: string })[]
) {
  for (const [index, fields] of all.entries()) {
    api.time.now = NOW + index * HOUR_MS;
    await editor.flags.create({ environment, ...fields });
  }
  api.time.now = NOW + all.length * HOUR_MS;
}

async function keysOf(environment: EnvironmentKey, input: Partial<ListFlagsInput> = {}): Promise<string[]> {
  const { items } = await viewer.flags.list({ environment, ...input });
  return items.map(({ key }) => key);
}

describe('F1.2 the list of flags', () => {
  it('has the environment’s flags by key, without archived ones', async () => {
    const [environment, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await flags(environment, { key: 'b' }, { key: 'a' }, { key: 'gone' });
    await flags(other, { key: 'elsewhere' });
    await editor.flags.archive({ environment, key: 'gone' });
    expect(await keysOf(environment)).toEqual(['a', 'b']);
    expect(await keysOf(environment, { archived: true })).toEqual(['gone']);
  });

  it('has each flag as a single read returns it', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'a', tags: ['x'], description: 'A', rules: [] });
    const { items } = await viewer.flags.list({ environment });
    expect(items).toEqual([await viewer.flags.get({ environment, key: 'a' })]);
  });

  it('can be filtered by type, by whether it is enabled and by tag', async () => {
    const environment = await api.newEnvironment();
    await flags(
      environment,
      { key: 'listed-text', type: 'string', variants: [{ key: 'a', value: 'a' }], tags: ['web', 'two words'] },
      { key: 'listed-on', enabled: true, tags: ['web:shop'] },
      { key: 'listed-off', tags: ['Web'] },
    );
    expect(await keysOf(environment, { type: 'string' })).toEqual(['listed-text']);
    expect(await keysOf(environment, { enabled: true })).toEqual(['listed-on']);
    expect(await keysOf(environment, { enabled: false })).toEqual(['listed-off', 'listed-text']);
    expect(await keysOf(environment, { tag: 'web' })).toEqual(['listed-text']);
    expect(await keysOf(environment, { type: 'boolean', enabled: false, tag: 'Web' })).toEqual(['listed-off']);
  });

  it('can be sorted by key, creation time and change time', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'b' }, { key: 'c' }, { key: 'a' });
    await editor.flags.setEnabled({ environment, key: 'b', enabled: true });
    expect(await keysOf(environment, { sort: 'key' })).toEqual(['a', 'b', 'c']);
    expect(await keysOf(environment, { sort: '-key' })).toEqual(['c', 'b', 'a']);
    expect(await keysOf(environment, { sort: 'createdAt' })).toEqual(['b', 'c', 'a']);
    expect(await keysOf(environment, { sort: '-createdAt' })).toEqual(['a', 'c', 'b']);
    expect(await keysOf(environment, { sort: 'updatedAt' })).toEqual(['c', 'a', 'b']);
    expect(await keysOf(environment, { sort: '-updatedAt' })).toEqual(['b', 'a', 'c']);
  });

  it('has every flag on exactly one page, even if all were created at the same instant', async () => {
    const environment = await api.newEnvironment();
    const keys = Array.from({ length: 7 }, (_, index) => `flag-${index}`);
    for (const key of keys) await editor.flags.create({ environment, key });
    const pages = [1, 2, 3, 4].map((page) => viewer.flags.list({ environment, sort: '-createdAt', page, pageSize: 3 }));
    const answers = await Promise.all(pages);
    expect(answers.map(({ items }) => items.length)).toEqual([3, 3, 1, 0]);
    expect(answers.flatMap(({ items }) => items.map(({ key }) => key)).sort()).toEqual(keys);
    expect(answers.map(({ pagination }) => pagination.total)).toEqual([7, 7, 7, 7]);
  });

  it('is empty on any page beyond the end', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'a' });
    expect(await viewer.flags.list({ environment, page: 1_000_000, pageSize: 200 })).toEqual({
      items: [],
      pagination: { page: 1_000_000, pageSize: 200, total: 1 },
    });
  });

  it('lists the known environments if the given one is unknown', async () => {
    expect(await failureFrom(viewer.flags.list({ environment: 'nowhere' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
      existing: expect.arrayContaining(['production']),
    });
  });
});

describe('the search', () => {
  it('finds any part of keys and descriptions, ignoring case', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'Checkout-v2' }, { key: 'other', description: 'The new CHECKOUT.' }, { key: 'x' });
    expect(await keysOf(environment, { search: 'checkout' })).toEqual(['Checkout-v2', 'other']);
    expect(await keysOf(environment, { search: 'OUT-V' })).toEqual(['Checkout-v2']);
    expect(await keysOf(environment, { search: 'nothing like it' })).toEqual([]);
  });

  it('counts its results', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'find-1' }, { key: 'find-2' }, { key: 'x' });
    const { pagination } = await viewer.flags.list({ environment, search: 'find', pageSize: 1 });
    expect(pagination).toEqual({ page: 1, pageSize: 1, total: 2 });
  });

  it.each([
    '%',
    '_',
    '\\',
    "'",
    '"',
    "'; drop table feature_flags; --",
    '%_%',
    '\\%',
    '$1',
    '?',
    '??',
    '{}',
    '--',
    '/*',
  ])('A10 matches %s literally', async (text) => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'with', description: `before ${text} after` }, { key: 'without' });
    expect(await keysOf(environment, { search: text })).toEqual(['with']);
  });

  it('A10 finds any text in itself', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'it' });
    const text = fc.string({
      unit: fc.constantFrom(...'%_\\\'"aA.*?$[]{}()|^é\u{1f600}'),
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(5), fc.nat(5), async (description, before, after) => {
        await editor.flags.update({ environment, key: 'it', description });
        const points = [...description];
        const part = points.slice(Math.min(before, points.length - 1), points.length - (points.length > 6 ? after : 0));
        if (part.length === 0) return;
        expect(await keysOf(environment, { search: part.join('') })).toEqual(['it']);
        expect(await keysOf(environment, { search: `${description}#` })).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('reading one flag', () => {
  it.each([
    ['chekout', 'checkout'],
    ['checkout2', 'checkout'],
    ['Checkout', 'checkout'],
  ])('suggests the nearest key if it does not exist: %s, %s', async (asked, meant) => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'checkout' }, { key: 'search' });
    expect(await failureFrom(viewer.flags.get({ environment, key: asked }))).toEqual({
      code: 'FLAG_NOT_FOUND',
      flagKey: asked,
      environment,
      suggestion: meant,
    });
  });

  it('suggests nothing if no key is similar', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'checkout' });
    for (const key of ['gallery', 'x']) {
      const failure = await failureFrom(viewer.flags.get({ environment, key }));
      expect(failure).toEqual({ code: 'FLAG_NOT_FOUND', flagKey: key, environment });
    }
  });

  it('reports FLAG_NOT_FOUND even if there are no flags at all', async () => {
    const environment = await api.newEnvironment();
    expect(await failureFrom(viewer.flags.get({ environment, key: 'checkout' }))).toMatchObject({
      code: 'FLAG_NOT_FOUND',
    });
  });

  it('lists the known environments if the given one is unknown', async () => {
    expect(await failureFrom(viewer.flags.get({ environment: 'nowhere', key: 'checkout' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
      existing: expect.arrayContaining(['production']),
    });
  });

  it('returns archived flags too', async () => {
    const environment = await api.newEnvironment();
    await flags(environment, { key: 'old' });
    await editor.flags.archive({ environment, key: 'old' });
    expect(await viewer.flags.get({ environment, key: 'old' })).toMatchObject({ archived: true });
  });
});
