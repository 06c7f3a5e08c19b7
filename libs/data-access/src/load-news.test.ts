import type { EnvironmentKey } from '@burgee/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Change, changeRuleset } from './change-ruleset.ts';
import { FlagRow, OverrideRow, SegmentRow } from './entities.ts';
import { loadNews } from './load-news.ts';
import {
  aChange,
  addEnvironment,
  addFlag,
  aWriteContext,
  openPostgres,
  readVersion,
  type TestDatabase,
} from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openPostgres();
});
afterAll(() => database[Symbol.asyncDispose]());

async function anEnvironment(): Promise<EnvironmentKey> {
  return addEnvironment(database, `e-${randomUUID().slice(0, 8)}`);
}

const write = (environment: EnvironmentKey, work: Parameters<typeof changeRuleset<void>>[2]) =>
  changeRuleset(aWriteContext(database), [environment], work);
const only = (...changes: Change[]) => ({ result: undefined, changes });

describe('13.3 the changes since a version', () => {
  it('are the rows of the flags, segments and overrides that changed, and no others', async () => {
    const environment = await anEnvironment();
    for (const key of ['a', 'b', 'c', 'd']) await addFlag(aWriteContext(database), environment, { key });
    const held = await readVersion(database, environment);
    await write(environment, async (em) => {
      await em.execute('update feature_flags set enabled = true where flag_key = ? and environment = ?', [
        'b',
        environment,
      ]);
      return only(aChange(environment, { key: 'b' }));
    });
    await write(environment, async (em) => {
      await em.execute('delete from feature_flags where flag_key = ? and environment = ?', ['c', environment]);
      return only(aChange(environment, { key: 'c', action: 'removed' }));
    });
    await write(environment, async (em) => {
      const now = new Date();
      const condition = { any: [] };
      em.create(SegmentRow, {
        environment,
        key: 'beta',
        name: 'Beta',
        description: '',
        condition,
        revision: 1,
        createdAt: now,
        updatedAt: now,
      } as never);
      return only(
        aChange(environment, { subject: 'segment', key: 'beta', action: 'created' }),
        aChange(environment, { subject: 'segment', key: 'gone', action: 'removed' }),
      );
    });
    await write(environment, async (em) => {
      const flag = await em.findOneOrFail(FlagRow, { environment, key: 'd' } as never);
      em.create(OverrideRow, {
        id: randomUUID(),
        flag,
        type: 'emergency',
        target: '',
        expiresAt: null,
        value: true,
        reason: 'incident',
        createdBy: 'grace',
        createdAt: new Date(),
      } as never);
      return only(
        aChange(environment, { subject: 'override', overrideType: 'emergency', key: 'd', action: 'created' }),
      );
    });
    const news = await loadNews(database, environment, held as never);
    expect(news?.overrides).toEqual([{ type: 'flag', flagKey: 'c', version: held + 2 }]);
    expect(news?.delta).toMatchObject({
      from: held,
      to: held + 4,
      flags: { put: [{ key: 'b', enabled: true }], delete: ['c'] },
      segments: { put: [{ key: 'beta', condition: { any: [] } }], delete: ['gone'] },
      overrides: { put: [{ flagKey: 'd', type: 'emergency', value: true }], delete: ['b', 'c', 'd'] },
    });
  });

  it('are unknown if more than 1,000 flags changed', async () => {
    const environment = await anEnvironment();
    const held = await readVersion(database, environment);
    const changes = Array.from({ length: 1_001 }, (_, index) => aChange(environment, { key: `flag-${index}` }));
    await write(environment, async () => only(...changes.slice(0, 1_000)));
    expect((await loadNews(database, environment, held as never))?.delta?.flags.delete).toHaveLength(1_000);
    await write(environment, async () => only(...changes.slice(1_000)));
    expect(await loadNews(database, environment, held as never)).toMatchObject({ delta: undefined, overrides: [] });
  });
});
