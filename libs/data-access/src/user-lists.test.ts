import {
  type EnvironmentKey,
  type FlagKey,
  OVERRIDE_PRIORITY,
  type RulesetVersion,
  type TargetId,
  type UserOverride,
} from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Change, changeRuleset } from './change-ruleset.ts';
import { FlagRow } from './entities.ts';
import { loadNews } from './load-news.ts';
import {
  addEnvironment,
  addFlag,
  aWriteContext,
  NO_CHANGE_OF_RULESET,
  openPglite,
  openPostgres,
  readVersion,
  type TestDatabase,
} from './test-database.ts';
import { deleteListedUsers, findListedUsers, writeListedUsers } from './user-lists.ts';

const flagKey = 'a' as FlagKey;
const id = (text: string) => text as TargetId;
const createdAt = new Date(NOW).toISOString();
/** Ids that could break SQL, JSON or a URL. */
const AWKWARD = [`o'brien`, 'back\\slash', '"quoted"', '?', '$1', 'ünïcode 🎈', ' ', '..', '{}', 'a,b', 'null', '\n'];

function anOverride(target: string, fields: Partial<UserOverride> = {}): UserOverride {
  return {
    id: randomUUID(),
    type: 'user',
    priority: OVERRIDE_PRIORITY.user,
    flagKey,
    target: id(target),
    overrideType: 'include',
    reason: null,
    createdBy: 'grace',
    createdAt,
    expiresAt: null,
    ...fields,
  };
}

describe.each([
  ['postgresql', openPostgres],
  ['pglite', openPglite],
] as const)('W39 a list of user overrides on %s', (_, open) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  let count = 0;
  async function anEnvironment(): Promise<EnvironmentKey> {
    const environment = await addEnvironment(database, `env-${++count}`);
    for (const key of [flagKey, 'b']) await addFlag(aWriteContext(database), environment, { key });
    return environment;
  }
  const flagIn = (environment: EnvironmentKey) =>
    database.read((em) => em.findOneOrFail(FlagRow, { environment, key: flagKey }));
  const byTarget = (overrides: UserOverride[]) => overrides.sort((one, other) => (one.target < other.target ? -1 : 1));

  it('is returned as it was written, with any characters', async () => {
    const flag = await flagIn(await anEnvironment());
    const overrides = [
      ...AWKWARD.map((target) => anOverride(target, { reason: target })),
      anOverride('valued', { value: { a: [null, `o'brien`, '\\'] }, expiresAt: '2027-01-01T12:34:56.789Z' }),
      anOverride('out', { overrideType: 'exclude' }),
      anOverride('false', { value: false }),
    ];
    await database.write((em) => writeListedUsers(em, flag, overrides));
    const ids = overrides.map(({ target }) => target);
    const found = await database.read((em) => findListedUsers(em, flag, [...ids, id('nobody')]));
    expect(byTarget(found)).toEqual(byTarget(overrides));
    const [first, ...others] = byTarget(overrides);
    expect(await database.write((em) => deleteListedUsers(em, flag, [first?.target ?? id(''), id('nobody')]))).toEqual([
      first,
    ]);
    expect(byTarget(await database.read((em) => findListedUsers(em, flag, ids)))).toEqual(others);
  });

  it('replaces existing overrides, which keep their id and creation time', async () => {
    const flag = await flagIn(await anEnvironment());
    const first = anOverride('ann', { value: true, reason: 'once' });
    await database.write((em) => writeListedUsers(em, flag, [first]));
    const again = anOverride('ann', {
      overrideType: 'exclude',
      createdBy: 'ada',
      createdAt: '2028-01-01T00:00:00.000Z',
    });
    await database.write((em) => writeListedUsers(em, flag, [again]));
    const [found] = await database.read((em) => findListedUsers(em, flag, [first.target]));
    expect(found).toEqual({ ...again, id: first.id, createdAt });
  });

  it('affects only its own flag', async () => {
    const [one, other] = [await flagIn(await anEnvironment()), await flagIn(await anEnvironment())];
    await database.write((em) => writeListedUsers(em, one, [anOverride('ann')]));
    expect(await database.write((em) => deleteListedUsers(em, other, [id('ann')]))).toEqual([]);
    expect(await database.read((em) => findListedUsers(em, one, [id('ann')]))).toHaveLength(1);
  });

  /** Builds an audit entry for a changed list. */
  const aList = (environment: EnvironmentKey, before: string[], after: string[], counted = 0): Change => {
    const state = (targets: string[]) =>
      targets.length > 0 ? { count: counted || targets.length, users: targets.map((target) => ({ target })) } : null;
    const states = { before: state(before), after: state(after) };
    return { environment, action: 'updated', subject: 'override', key: flagKey, overrideType: 'user', ...states };
  };
  const write = (environment: EnvironmentKey, changes: Change[]) =>
    changeRuleset(aWriteContext(database), [environment], async () => ({ result: undefined, changes }));

  it('W39.7 creates news for each added, kept and removed user', async () => {
    const environment = await anEnvironment();
    const held = await readVersion(database, environment);
    await write(environment, [aList(environment, [], ['ann', `o'brien`])]);
    await write(environment, [aList(environment, ['ann', 'ben'], ['ann', 'cleo'])]);
    const news = await loadNews(database, environment, held as RulesetVersion);
    const overrides = news?.overrides?.map((one) => ({ ...one, version: one.version - held }));
    const user = { type: 'user', flagKey };
    expect(news).toMatchObject({ delta: NO_CHANGE_OF_RULESET, version: held + 2 });
    expect(overrides).toEqual([
      { ...user, version: 1, target: 'ann', isGone: false },
      { ...user, version: 1, target: `o'brien`, isGone: false },
      { ...user, version: 2, target: 'ben', isGone: true },
      { ...user, version: 2, target: 'ann', isGone: false },
      { ...user, version: 2, target: 'cleo', isGone: false },
    ]);
  });

  it('W39.7 makes a server read everything again if its entry does not list all of its users', async () => {
    const environment = await anEnvironment();
    const held = await readVersion(database, environment);
    await write(environment, [aList(environment, ['ann'], [], 2)]);
    expect(await loadNews(database, environment, held as RulesetVersion)).toMatchObject({
      delta: undefined,
      overrides: undefined,
    });
  });
});
