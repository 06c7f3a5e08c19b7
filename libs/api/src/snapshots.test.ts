import { EnvironmentKey, MINUTE_MS, Ruleset, type RulesetVersion } from '@burgee/contracts';
import { loadRuleset } from '@burgee/data-access';
import { evaluate } from '@burgee/evaluator';
import { aRule } from '@burgee/testing';
import { getEventListeners } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshots } from './snapshots.ts';
import { type Api, startTestApi, type TestApi } from './test-services.ts';
import { holdLoads, one, openReplica, startReplica, until, untilListening } from './test-snapshots.ts';

/** The server that writes; the others are replicas. */
let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

let flags = 0;
/** Makes a change and returns its version. */
async function change(environment: EnvironmentKey): Promise<RulesetVersion> {
  await editor.flags.create({ environment, key: `flag-${++flags}` });
  return versionIn(api.services.snapshots, environment);
}

/** Makes a change after which servers load the whole ruleset, and returns its version. */
async function changeEverything(environment: EnvironmentKey): Promise<RulesetVersion> {
  await api.as('admin').environments.update({ key: environment, name: `Edited ${++flags}` });
  return versionIn(api.services.snapshots, environment);
}

const isRuleset = (loaded: unknown) => Ruleset.safeParse(loaded).success;

function versionIn(snapshots: Snapshots, environment: EnvironmentKey): RulesetVersion {
  return snapshots.ruleset(environment).version;
}

/** Collects versions from the moment of the call. */
function watch(snapshots: Snapshots, environment: EnvironmentKey, client = new AbortController()) {
  const versions = snapshots.changes(environment, client.signal)[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await versions.next();
    return done ? 'ended' : value;
  };
  return { next, leave: () => client.abort(), stopReading: () => versions.return?.() };
}

describe('a change that one server makes', () => {
  it('reaches another by a notification', async () => {
    await using first = await startTestApi();
    await using second = await startTestApi({ url: first.url });
    const { environment } = first.services;
    await untilListening(first.services.database, 2);
    const { next } = watch(second.services.snapshots, environment);
    await first.as('editor').flags.create({ environment, key: 'checkout' });
    expect(await next()).toBe(versionIn(first.services.snapshots, environment));
    expect(await second.anonymous.evaluation.evaluateAll({})).toHaveProperty('flags.checkout');
  });

  it('R3 reaches another by polling if every notification is lost', async () => {
    await using replica = await startReplica(api, { pollMs: 5 });
    const { environment } = api.services;
    const { next } = watch(replica.snapshots, environment);
    const version = await change(environment);
    expect(await next()).toBe(version);
  });

  it('can be a new environment', async () => {
    await using replica = await startReplica(api, { pollMs: 5 });
    const environment = await api.newEnvironment();
    await until(() => environment in replica.snapshots.status().versions);
    expect(versionIn(replica.snapshots, environment)).toBe(versionIn(api.services.snapshots, environment));
  });

  it('is visible to its author as soon as the change is answered', async () => {
    const { environment } = api.services;
    await editor.flags.create({ environment, key: 'read-your-write' });
    expect(api.services.snapshots.ruleset(environment).flags.has('read-your-write')).toBe(true);
  });
});

describe('R18 versions never decrease', () => {
  it('while many writers change and several servers read', async () => {
    await using replica = await startReplica(api, { pollMs: 1 });
    const environment = await api.newEnvironment();
    await until(() => environment in replica.snapshots.status().versions);
    const { next } = watch(replica.snapshots, environment);
    const last = versionIn(replica.snapshots, environment) + 20;
    const changes = Promise.all(Array.from({ length: 20 }, () => change(environment)));
    const seen: number[] = [];
    while (seen.at(-1) !== last) seen.push((await next()) as number);
    await changes;
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b));
  });

  it('R14 when a load returns an older ruleset, which is ignored without a notification', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    let old: unknown;
    replica.link.afterLoad = (loaded) => (old = loaded);
    await replica.snapshots.catchUp(one(environment, await change(environment)));
    replica.link.afterLoad = (loaded) => loaded;
    const version = await change(environment);
    await replica.snapshots.catchUp(one(environment, version));

    const { next } = watch(replica.snapshots, environment);
    replica.link.afterLoad = () => old;
    await replica.snapshots.catchUp(one(environment, await change(environment)));
    expect(versionIn(replica.snapshots, environment)).toBe(version);

    replica.link.afterLoad = (loaded) => loaded;
    const newer = await change(environment);
    await replica.snapshots.catchUp(one(environment, newer));
    expect(await next()).toBe(newer);
  });

  it('R14 when the database was restored to an older state', async () => {
    await using own = await startTestApi({ pollMs: 1 });
    const { environment, snapshots, database } = own.services;
    const key = 'checkout';
    await own.as('editor').flags.create({ environment, key });
    const version = versionIn(snapshots, environment);
    await database.write(async (em) => {
      await em.execute('delete from feature_flags');
      await em.execute('update environments set version = 0');
    });
    await snapshots.catchUp(one(environment, version + 1));
    expect(snapshots.ruleset(environment)).toMatchObject({ version });
    expect(snapshots.ruleset(environment).flags.has(key)).toBe(true);
  });
});

describe('loads', () => {
  it('are shared by concurrent callers', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    const { snapshots, link } = replica;
    const version = await change(environment);
    const before = link.loads;
    const gate = holdLoads(link);
    const all = Promise.all(Array.from({ length: 50 }, () => snapshots.catchUp(one(environment, version))));
    await gate.reached;
    gate.open();
    await all;
    expect(versionIn(snapshots, environment)).toBe(version);
    expect(link.loads - before).toBe(1);
  });

  it('are followed by one more shared load if the first began too early', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    const { snapshots, link } = replica;
    const before = link.loads;
    const gate = holdLoads(link);
    const early = snapshots.catchUp(one(environment, await change(environment)));
    await gate.reached;
    const version = await change(environment);
    const late = Array.from({ length: 50 }, () => snapshots.catchUp(one(environment, version)));
    gate.open();
    await Promise.all([early, ...late]);
    expect(versionIn(snapshots, environment)).toBe(version);
    expect(link.loads - before).toBe(2);
  });

  it('do not run for a version that is held', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    const before = replica.link.loads;
    await replica.snapshots.catchUp(one(environment, versionIn(replica.snapshots, environment)));
    expect(replica.link.loads).toBe(before);
  });

  it('end even for a version that never arrives', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    const before = replica.loaded.length;
    await replica.snapshots.catchUp(one(environment, 1_000_000));
    expect(replica.loaded.length).toBe(before);
  });

  it('tolerate an environment that is deleted during a load', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    const before = versionIn(replica.snapshots, environment);
    // Before the changes are read, and before the whole ruleset is.
    for (const isGone of [() => true, isRuleset]) {
      replica.link.afterLoad = (loaded) => (isGone(loaded) ? undefined : loaded);
      await replica.snapshots.catchUp(one(environment, await changeEverything(environment)));
      expect(versionIn(replica.snapshots, environment)).toBe(before);
    }
    expect(replica.failures).toEqual([]);
  });

  it('include changes between the reading of the trail and the load', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api);
    const first = await changeEverything(environment);
    replica.link.afterLoad = async (loaded) => {
      if (!isRuleset(loaded)) return loaded;
      replica.link.afterLoad = (next) => next;
      const version = await change(environment);
      const ruleset = await loadRuleset(api.services.database, environment);
      expect(ruleset?.version).toBe(version);
      return ruleset;
    };
    await replica.snapshots.catchUp(one(environment, first));
    expect(versionIn(replica.snapshots, environment)).toBe(first + 1);
    expect(replica.heard.at(-1)?.version).toBe(first + 1);
  });

  it('tolerate an unknown environment', async () => {
    await using replica = await startReplica(api);
    const before = replica.snapshots.status();
    await replica.snapshots.catchUp(one(EnvironmentKey.parse('nowhere'), 1));
    expect(replica.snapshots.status()).toEqual(before);
    expect(replica.failures).toEqual([]);
  });

  it('that fail are logged, fail no caller, and are retried', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api, { pollMs: 5 });
    replica.link.loadsFail = true;
    const version = await change(environment);
    await replica.snapshots.catchUp(one(environment, version));
    expect(replica.failures).toContainEqual(new Error('the load failed'));
    const { next } = watch(replica.snapshots, environment);
    replica.link.loadsFail = false;
    expect(await next()).toBe(version);
  });
});

describe('watching changes', () => {
  it('listens from the moment of the call, not from the first read', async () => {
    const environment = await api.newEnvironment();
    const { next } = watch(api.services.snapshots, environment);
    const version = await change(environment);
    expect(await next()).toBe(version);
  });

  it('yields only the newest of several simultaneous changes', async () => {
    const environment = await api.newEnvironment();
    const { next } = watch(api.services.snapshots, environment);
    for (let round = 0; round < 3; round++) await change(environment);
    expect(await next()).toBe(versionIn(api.services.snapshots, environment));
    const nextVersion = next();
    const version = await change(environment);
    expect(await nextVersion).toBe(version);
  });

  it('supports many watchers', async () => {
    const environment = await api.newEnvironment();
    const watchers = Array.from({ length: 100 }, () => watch(api.services.snapshots, environment));
    const nextVersion = Promise.all(watchers.map(({ next }) => next()));
    const version = await change(environment);
    expect(new Set(await nextVersion)).toEqual(new Set([version]));
  });

  it('covers one environment', async () => {
    const environment = await api.newEnvironment();
    const { next } = watch(api.services.snapshots, environment);
    await change(await api.newEnvironment());
    const version = await change(environment);
    expect(await next()).toBe(version);
  });

  it('can begin before the environment exists', async () => {
    await using replica = await startReplica(api);
    const environment = await api.newEnvironment();
    const { next } = watch(replica.snapshots, environment);
    const version = versionIn(api.services.snapshots, environment);
    await replica.snapshots.catchUp(one(environment, version));
    expect(await next()).toBe(version);
  });

  it('ends on abort while it waits', async () => {
    const { next, leave } = watch(api.services.snapshots, await api.newEnvironment());
    const nextVersion = next();
    leave();
    expect(await nextVersion).toBe('ended');
    expect(await next()).toBe('ended');
  });

  it('ends on abort with unread changes', async () => {
    const environment = await api.newEnvironment();
    const { next, leave } = watch(api.services.snapshots, environment);
    await change(environment);
    leave();
    expect(await next()).toBe('ended');
  });

  it('ends at once if aborted before the first read', async () => {
    const client = new AbortController();
    client.abort();
    expect(await watch(api.services.snapshots, api.services.environment, client).next()).toBe('ended');
  });

  it('does not begin if already aborted', () => {
    const client = new AbortController();
    client.abort();
    api.services.snapshots.changes(api.services.environment, client.signal);
    expect(getEventListeners(client.signal, 'abort')).toEqual([]);
  });

  it('leaves no listener on a signal that outlives it', async () => {
    const environment = await api.newEnvironment();
    const server = new AbortController();
    for (let client = 0; client < 20; client++) {
      const { next, stopReading } = watch(api.services.snapshots, environment, server);
      await change(environment);
      await next();
      await stopReading();
    }
    expect(getEventListeners(server.signal, 'abort')).toEqual([]);
  });
});

describe('R18 a replica that is cut off from the database', () => {
  it('R5 serves what it holds, reports since when, and catches up once reconnected, including deletions', async () => {
    const environment = await api.newEnvironment();
    for (const key of ['stays', 'goes']) await editor.flags.create({ environment, key });
    await using replica = await startReplica(api, { pollMs: 2 });
    const { snapshots, link, time, failures } = replica;

    const held = snapshots.ruleset(environment);
    link.isCut = true;
    await until(() => failures.length > 0);
    const { checkedAt } = snapshots.status();
    time.now += MINUTE_MS;
    await editor.flags.delete({ environment, key: 'goes' });
    await editor.flags.setEnabled({ environment, key: 'stays', enabled: true });
    const failed = failures.length;
    await until(() => failures.length > failed + 3);
    expect(snapshots.ruleset(environment)).toBe(held);
    expect(snapshots.status()).toMatchObject({ isLoaded: true, checkedAt });

    link.isCut = false;
    await until(() => snapshots.status().checkedAt === time.now);
    expect([...snapshots.ruleset(environment).flags.keys()]).toEqual(['stays']);
    expect(versionIn(snapshots, environment)).toBe(versionIn(api.services.snapshots, environment));
  });

  it('R14 keeps what it holds, and reports since when, even if only loading fails', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api, { pollMs: 2 });
    const { snapshots, link, time, failures } = replica;
    const held = snapshots.ruleset(environment);
    await until(() => snapshots.status().checkedAt !== undefined);
    link.loadsFail = true;
    await change(environment);
    await until(() => failures.length > 0);
    const { checkedAt } = snapshots.status();
    time.now += MINUTE_MS;
    const failed = failures.length;
    await until(() => failures.length > failed + 3);
    expect(snapshots.ruleset(environment)).toBe(held);
    expect(snapshots.status()).toMatchObject({ checkedAt });
  });

  it('keeps its watchers, and sends them the newest version once reconnected', async () => {
    const environment = await api.newEnvironment();
    await using replica = await startReplica(api, { pollMs: 2 });
    replica.link.isCut = true;
    const { next } = watch(replica.snapshots, environment);
    const nextVersion = next();
    await change(environment);
    const version = await change(environment);
    await until(() => replica.failures.length > 0);
    replica.link.isCut = false;
    expect(await nextVersion).toBe(version);
  });
});

describe('R12 before the first load', () => {
  it.each(['production', 'nowhere'])('%s is unavailable, and nothing is reported as loaded', async (key) => {
    const tables = Promise.withResolvers<void>();
    await using replica = await openReplica(api, { prepare: () => tables.promise });
    // End the preparation before any assertion: a replica that is preparing cannot be stopped.
    const before = replica.snapshots.status();
    const call = (async () => replica.snapshots.ruleset(EnvironmentKey.parse(key)))();
    tables.resolve();
    await expect(call).rejects.toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
    expect(before).toEqual({ isLoaded: false, checkedAt: undefined, versions: {} });
  });

  it('watchers are notified of it', async () => {
    const tables = Promise.withResolvers<void>();
    await using replica = await openReplica(api, { prepare: () => tables.promise });
    const { environment } = api.services;
    const { next } = watch(replica.snapshots, environment);
    tables.resolve();
    expect(await next()).toBe(versionIn(api.services.snapshots, environment));
  });

  it('preparation is retried until it succeeds, then not again', async () => {
    let tries = 0;
    const prepare = async () => {
      if (++tries < 4) throw new Error(`no tables: ${tries}`);
    };
    await using replica = await openReplica(api, { pollMs: 2, prepare });
    await replica.snapshots.loaded;
    expect(replica.failures).toEqual([1, 2, 3].map((time) => new Error(`no tables: ${time}`)));
    const environment = await api.newEnvironment();
    await until(() => environment in replica.snapshots.status().versions);
    expect(tries).toBe(4);
  });

  it('a database without environments is not a loaded one', async () => {
    await using own = await startTestApi();
    await own.services.database.write((em) => em.execute('delete from environments'));
    await using replica = await openReplica(own, { pollMs: 2 });
    await until(() => replica.snapshots.status().checkedAt !== undefined);
    expect(replica.snapshots.status()).toMatchObject({ isLoaded: false });
  });

  it('ends only when every environment is held: a partial set is not served as complete', async () => {
    await using replica = await openReplica(api, { pollMs: 2 });
    replica.link.loadsFail = true;
    await until(() => replica.failures.length > 3);
    expect(replica.snapshots.status()).toMatchObject({ isLoaded: false });
    replica.link.loadsFail = false;
    await replica.snapshots.loaded;
    expect(replica.snapshots.status()).toMatchObject({ isLoaded: true });
  });
});

it('an unknown environment is reported with the known ones', async () => {
  await using own = await startTestApi();
  const nowhere = EnvironmentKey.parse('nowhere');
  expect(() => own.services.snapshots.ruleset(nowhere)).toThrow(
    expect.objectContaining({
      failure: {
        code: 'ENVIRONMENT_NOT_FOUND',
        environment: 'nowhere',
        existing: expect.arrayContaining(['production', 'development']),
      },
    }),
  );
});

it('R16 a poisoned flag is reported and answers with an error, and the others as before', async () => {
  const environment = await api.newEnvironment();
  for (const key of ['poisoned', 'whole']) await editor.flags.create({ environment, key });
  const rules = [{ ...aRule(), condition: { attribute: 'a', operator: 'psychic', values: [] } }];
  await api.services.database.write((em) =>
    em.execute(`update feature_flags set enabled = true, rules = ?::jsonb where environment = ? and flag_key = ?`, [
      JSON.stringify(rules),
      environment,
      'poisoned',
    ]),
  );
  await using replica = await startReplica(api);
  const reported = replica.loaded.find((ruleset) => ruleset.environment === environment);
  expect(reported?.broken).toEqual([{ key: 'poisoned', problem: expect.stringContaining('psychic') }]);
  const answer = (key: string) => evaluate(replica.snapshots.ruleset(environment), key, {}, { now: 0 });
  expect(answer('poisoned')).toMatchObject({ enabled: false, errorCode: 'FLAG_BROKEN' });
  expect(answer('whole')).toMatchObject({ enabled: false, reason: 'DISABLED' });
});

it('every loaded ruleset is logged once', async () => {
  const environment = await api.newEnvironment();
  await using replica = await startReplica(api);
  const version = await change(environment);
  await Promise.all([1, 2, 3].map(() => replica.snapshots.catchUp(one(environment, version))));
  const logged = replica.loaded.filter((ruleset) => ruleset.environment === environment);
  expect(logged.map((ruleset) => ruleset.version)).toEqual([version - 1, version]);
});

it('R11 stopping ends the poll', async () => {
  const replica = await startReplica(api, { pollMs: 1 });
  await replica.snapshots.stop();
  const { loads } = replica.link;
  await change(api.services.environment);
  await replica[Symbol.asyncDispose]();
  expect(replica.link.loads).toBe(loads);
  expect(replica.failures).toEqual([]);
});
