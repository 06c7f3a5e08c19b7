import type { EnvironmentKey, Flag } from '@burgee/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
let environment: EnvironmentKey;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
beforeEach(async () => {
  environment = await api.newEnvironment();
});
afterAll(() => api[Symbol.asyncDispose]());

const key = 'checkout';
const create = (fields: object = {}) => editor.flags.create({ environment, key, ...fields });
const update = (fields: object) => editor.flags.update({ environment, key, ...fields });
const revert = (number: number, fields: object = {}) => editor.flags.revert({ environment, key, number, ...fields });

async function newest(): Promise<number> {
  const { items } = await editor.audit.list({ environment, flagKey: key, limit: 1 });
  return items[0]?.number ?? expect.fail('there is no entry');
}

/** The editable content of a flag, without server-managed fields. */
function contentOf(flag: Flag | null) {
  return { ...flag, createdAt: 0, updatedAt: 0, revision: 0, id: 0 };
}

const WEIGHTS = fc.constantFrom([100_000, 0], [50_000, 50_000], [10_000, 90_000], [33_333, 66_667]);
const CHANGE = fc.record(
  {
    enabled: fc.boolean(),
    isArchived: fc.boolean(),
    description: fc.string({ maxLength: 20 }).map((text) => text.replaceAll('\0', '')),
    tags: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
    rolloutPercentage: fc.integer({ min: 0, max: 100 }),
    weights: WEIGHTS,
    ruleWeights: WEIGHTS,
  },
  { requiredKeys: [] },
);
type RandomChange = typeof CHANGE extends fc.Arbitrary<infer C> ? C : never;

function splitOf([on = 0, off = 0]: readonly number[]) {
  const weights = [
    { variant: 'on', weight: on },
    { variant: 'off', weight: off },
  ];
  return { weights };
}

async function apply({ weights, ruleWeights, rolloutPercentage, isArchived, ...fields }: RandomChange) {
  const split = weights && splitOf(weights);
  // Targets some of the evaluated users, not all.
  const condition = { attribute: 'userId', operator: 'endsWith' as const, values: ['1', '2', '3'] };
  const rules = ruleWeights && [
    { id: 'some', condition, serve: { kind: 'split' as const, split: splitOf(ruleWeights) } },
  ];
  await update({ ...fields, ...(split && { split }), ...(rules && { rules }) });
  if (rolloutPercentage !== undefined) {
    await editor.flags.setEnabled({ environment, key, enabled: true, rolloutPercentage });
  }
  if (isArchived !== undefined) await editor.flags[isArchived ? 'archive' : 'restore']({ environment, key });
}

async function answers(): Promise<unknown[]> {
  const users = Array.from({ length: 20 }, (_, at) => `user-${at}`);
  return Promise.all(
    users.map((userId) => editor.evaluation.evaluate({ environment, flagKey: key, context: { userId } })),
  );
}

describe('reverting a flag', () => {
  it('restores the configuration and the answers of any moment of its history', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(CHANGE, { minLength: 1, maxLength: 5 }), fc.nat(), async (changes, at) => {
        environment = await api.newEnvironment();
        await create();
        const moments = [
          { number: await newest(), flag: await editor.flags.get({ environment, key }), then: await answers() },
        ];
        for (const change of changes) {
          await apply(change);
          moments.push({
            number: await newest(),
            flag: await editor.flags.get({ environment, key }),
            then: await answers(),
          });
        }
        const { number, flag, then } = moments[at % moments.length] ?? expect.fail('no moment');
        expect(contentOf(await revert(number))).toEqual(contentOf(flag));
        expect(await answers()).toEqual(then);
      }),
      { numRuns: 8 },
    );
  });

  it('is a new change, with its own reason and entry', async () => {
    await create({ description: 'first' });
    const first = await newest();
    await update({ description: 'second' });
    const reverted = await revert(first, { reason: 'mistake' });
    expect(reverted).toMatchObject({ description: 'first', revision: 3 });
    const { items } = await editor.audit.list({ environment, limit: 1 });
    expect(items).toMatchObject([
      { action: 'updated', reason: 'mistake', before: { description: 'second' }, after: { description: 'first' } },
    ]);
    // Reverting again changes nothing and adds no entry.
    expect(await revert(first)).toEqual(reverted);
    expect(await newest()).toBe(items[0]?.number);
  });

  it('undoes the newest change by restoring the state before its entry', async () => {
    await create({ description: 'first' });
    await update({ description: 'second' });
    expect(await revert(await newest(), { to: 'before' })).toMatchObject({ description: 'first' });
    expect(await revert(await newest(), { to: 'before' })).toMatchObject({ description: 'second' });
  });

  it('records archived and restored as such', async () => {
    await create();
    const made = await newest();
    await editor.flags.archive({ environment, key });
    const archived = await newest();
    expect(await revert(made)).toMatchObject({ archived: false, archivedAt: null });
    expect(await revert(archived)).toMatchObject({ archived: true });
    const { items } = await editor.audit.list({ environment, limit: 2 });
    expect(items.map(({ action }) => action)).toEqual(['archived', 'restored']);
  });

  it('restores a deleted flag with its salt but without its overrides', async () => {
    await create({ salt: 'mine', enabled: true });
    await editor.overrides.setUser({ environment, flagKey: key, userId: 'ada', overrideType: 'include' });
    const before = await editor.flags.get({ environment, key });
    await editor.flags.delete({ environment, key });
    const { items } = await editor.audit.list({ environment, flagKey: key, type: 'flag', limit: 1 });
    const back = await revert(items[0]!.number, { to: 'before' });
    expect(contentOf(back)).toEqual(contentOf(before));
    expect(back!.revision).toBe(before.revision + 1);
    expect(await editor.overrides.list({ environment, flagKey: key })).toMatchObject({ items: [] });
    const { items: after } = await editor.audit.list({ environment, limit: 1 });
    expect(after).toMatchObject([{ action: 'created', before: null, reason: 'restored without its overrides' }]);
  });

  it('restores a flag with an unused revision, and notes the missing overrides if there is room', async () => {
    await create();
    const made = await newest();
    await update({ description: 'second' });
    await update({ description: 'third' });
    for (const reason of ['mistake', 'm'.repeat(500)]) {
      await editor.flags.delete({ environment, key });
      await revert(made, { reason });
    }
    expect(await editor.flags.get({ environment, key })).toMatchObject({ description: '', revision: 5 });
    const { items } = await editor.audit.list({ environment, action: 'created', limit: 2 });
    expect(items.map(({ reason }) => reason)).toEqual(['m'.repeat(500), 'mistake (restored without its overrides)']);
  });

  it('restores a flag that someone deleted from the table by hand', async () => {
    const before = await create();
    await api.services.database.write((em) =>
      em.execute('delete from feature_flags where environment = ?', [environment]),
    );
    expect(await revert(await newest())).toMatchObject({ salt: before.salt, revision: 2 });
  });

  it('does not restore a deleted flag if a revision is given', async () => {
    await create();
    const made = await newest();
    await editor.flags.delete({ environment, key });
    expect(await failureFrom(revert(made, { revision: 1 }))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
  });

  it('repairs a flag that someone broke by hand', async () => {
    const before = await create();
    await api.services.database.write((em) =>
      em.execute(`update feature_flags set rules = '"nonsense"' where environment = ?`, [environment]),
    );
    expect(await editor.flags.get({ environment, key })).toMatchObject({ broken: [{ path: 'rules' }] });
    expect(contentOf(await revert(await newest()))).toEqual(contentOf(before));
  });

  it('deletes a flag that did not exist yet, with its overrides, and returns null', async () => {
    await create();
    const made = await newest();
    await editor.overrides.setUser({ environment, flagKey: key, userId: 'ada', overrideType: 'include' });
    expect(await revert(made, { to: 'before' })).toBeNull();
    expect(await failureFrom(editor.flags.get({ environment, key }))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
    expect(await failureFrom(revert(made, { to: 'before' }))).toMatchObject({ code: 'FLAG_NOT_FOUND' });
  });

  it('is refused for an entry of another flag', async () => {
    await create();
    await editor.flags.create({ environment, key: 'other' });
    const { items } = await editor.audit.list({ environment, limit: 1 });
    for (const number of [items[0]!.number, 1_000_000, -1]) {
      expect(await detailsFrom(revert(number))).toEqual([
        `number: the flag "checkout" has no entry ${number} in its history`,
      ]);
    }
  });

  it('is refused for an entry about its overrides, with a message that says what to do', async () => {
    await create();
    const users = ['ada', 'ben'];
    await editor.overrides.setUsers({ environment, flagKey: key, users, overrideType: 'include' });
    const { items } = await editor.audit.list({ environment, limit: 1 });
    const number = items[0]!.number;
    expect(await detailsFrom(revert(number))).toEqual([
      `number: entry ${number} is about overrides: set or remove them, or revert them by their version`,
    ]);
  });

  it('is refused if a dependency is gone, or for an old revision', async () => {
    await editor.flags.create({ environment, key: 'base' });
    await create({ prerequisites: [{ flagKey: 'base', variants: ['on'] }] });
    const made = await newest();
    await update({ prerequisites: [] });
    expect(await failureFrom(revert(made, { revision: 1 }))).toMatchObject({ code: 'STALE_REVISION', current: 2 });
    await editor.flags.delete({ environment, key: 'base' });
    expect(await detailsFrom(revert(made))).toEqual(['prerequisites.0.flagKey: there is no flag "base"']);
    // A stale revision is reported first.
    expect(await failureFrom(revert(made, { revision: 1 }))).toMatchObject({ code: 'STALE_REVISION', current: 2 });
  });

  it('is refused if the flag now has another type elsewhere', async () => {
    const typed = { environment, key: 'typed' };
    await editor.flags.create(typed);
    const { items } = await editor.audit.list({ environment, limit: 1 });
    await editor.flags.delete(typed);
    const variants = [{ key: 'a', value: 'a' }];
    await editor.flags.create({ environment: 'development', key: 'typed', type: 'string', variants, onVariant: 'a' });
    const call = editor.flags.revert({ ...typed, number: items[0]!.number });
    expect(await failureFrom(call)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'type' }] });
  });

  it('is refused for a flag that was created again with another type', async () => {
    const retyped = { environment, key: 'retyped' };
    await editor.flags.create(retyped);
    const { items } = await editor.audit.list({ environment, limit: 1 });
    await editor.flags.delete(retyped);
    const variants = [{ key: 'a', value: 'a' }];
    await editor.flags.create({ ...retyped, type: 'string', variants, onVariant: 'a' });
    const call = editor.flags.revert({ ...retyped, number: items[0]!.number });
    expect(await failureFrom(call)).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'type' }] });
  });

  it('is refused for an entry that can no longer be read', async () => {
    await create();
    const made = await newest();
    await api.services.database.write(async (em) => {
      await em.execute('alter table audit_entries disable trigger all');
      await em.execute(`update audit_entries set after = '{"an":"old shape"}' where number = ?`, [made]);
      await em.execute('alter table audit_entries enable trigger all');
    });
    expect(await detailsFrom(revert(made))).toEqual([`number: the flag in entry ${made} can no longer be used`]);
  });
});

describe('reverting a segment', () => {
  const ref = () => ({ environment, key: 'beta' });
  const condition = (values: string[]) => ({ attribute: 'plan', operator: 'in', values }) as never;
  const revertSegment = (number: number, fields: object = {}) =>
    editor.segments.revert({ ...ref(), number, ...fields });
  async function newestOf(): Promise<number> {
    const { items } = await editor.audit.list({ environment, type: 'segment', limit: 1 });
    return items[0]!.number;
  }

  it('restores an earlier state, deletes it, and creates it again', async () => {
    const made = await editor.segments.create({ ...ref(), condition: condition(['pro']) });
    const first = await newestOf();
    await editor.segments.update({ ...ref(), condition: condition(['free']), revision: 1 });
    expect(await revertSegment(first, { revision: 2, reason: 'mistake' })).toMatchObject({
      condition: made.condition,
      revision: 3,
    });
    expect(await revertSegment(first, { to: 'before' })).toBeNull();
    expect(await failureFrom(revertSegment(first, { to: 'before' }))).toMatchObject({ code: 'SEGMENT_NOT_FOUND' });
    expect(await failureFrom(revertSegment(first, { revision: 1 }))).toMatchObject({ code: 'SEGMENT_NOT_FOUND' });
    const back = await revertSegment(first);
    expect(back).toMatchObject({ condition: made.condition, revision: 4 });
    // Reverting again changes nothing and adds no entry.
    const number = await newestOf();
    expect(await revertSegment(first)).toEqual(back);
    expect(await newestOf()).toBe(number);
  });

  it('is refused for an old revision, a foreign entry, and one that can no longer be read', async () => {
    await editor.segments.create({ ...ref(), condition: condition(['pro']) });
    const made = await newestOf();
    await editor.segments.update({ ...ref(), name: 'Beta' });
    for (const to of ['after', 'before']) {
      expect(await failureFrom(revertSegment(made, { revision: 1, to }))).toMatchObject({ code: 'STALE_REVISION' });
    }
    expect(await detailsFrom(revertSegment(1_000_000))).toEqual([
      'number: the segment "beta" has no entry 1000000 in its history',
    ]);
    await api.services.database.write(async (em) => {
      await em.execute('alter table audit_entries disable trigger all');
      await em.execute(`update audit_entries set after = '{}' where number = ?`, [made]);
      await em.execute('alter table audit_entries enable trigger all');
    });
    expect(await detailsFrom(revertSegment(made))).toEqual([
      `number: the segment in entry ${made} can no longer be used`,
    ]);
  });
});
