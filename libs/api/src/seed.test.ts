import { CreateEnvironmentInput, CreateFlagInput, DomainError, EnvironmentKey } from '@burgee/contracts';
import { connectDatabase, type Database, loadRuleset, loadVersions, type WriteContext } from '@burgee/data-access';
import { createDatabase, NOW } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { createEnvironment } from './environments/change.ts';
import { listEnvironments } from './environments/read.ts';
import { createFlag } from './flags/change.ts';
import { seed } from './seed.ts';
import { AUDIT_KEY, PATIENT, startTestApi } from './test-services.ts';

const ENVIRONMENTS = ['development', 'staging', 'production'];
const FLAGS = ['wishlist-add-item', 'wishlist-edit-item', 'wishlist-gallery', 'wishlist-got-it', 'wishlist-reorder'];
const BY_HAND = { onlyIfEmpty: false, withDemo: true };
const AT_START = { onlyIfEmpty: true, withDemo: true };
const NOTHING = { created: [], existing: [] };

/** Opens a new database with empty tables, or an existing one as another server. */
async function openDatabase(url?: string) {
  const location = { url: url ?? (await createDatabase(inject('postgresUrl'))) };
  const database = await connectDatabase(location, PATIENT);
  return Object.assign(database, location, { [Symbol.asyncDispose]: database.close });
}

function asSeeder(database: Database): WriteContext {
  return {
    database,
    actor: 'system',
    now: () => new Date(NOW),
    newId: randomUUID,
    auditKey: AUDIT_KEY,
    committed: async () => {},
  };
}

const versionsOf = async (database: Database) =>
  Object.fromEntries([...(await loadVersions(database))].filter(([environment]) => environment !== null));
const keysOf = async (database: Database) => (await listEnvironments(database)).map(({ key }) => key as string).sort();
async function flagsIn(database: Database, environment: string) {
  return (await loadRuleset(database, EnvironmentKey.parse(environment)))?.flags ?? [];
}
async function flagKeysIn(database: Database, environment: string) {
  return (await flagsIn(database, environment)).map(({ key }) => key as string);
}

describe('W9.11 seeding', () => {
  it('creates three environments, of which only production forbids session overrides', async () => {
    await using database = await openDatabase();
    await seed(asSeeder(database), BY_HAND);
    expect(await listEnvironments(database)).toMatchObject([
      { key: 'development', permitsSessionOverrides: true, isProduction: false, color: 'blue' },
      { key: 'production', permitsSessionOverrides: false, isProduction: true, color: 'red' },
      { key: 'staging', permitsSessionOverrides: true, isProduction: false, color: 'orange' },
    ]);
  });

  it('creates the demo’s flags in each, off and at 0%', async () => {
    await using database = await openDatabase();
    await seed(asSeeder(database), BY_HAND);
    for (const environment of ENVIRONMENTS) {
      const flags = await flagsIn(database, environment);
      expect(flags.map(({ key }) => key)).toEqual(FLAGS);
      for (const flag of flags) {
        const rollout = { schedule: { kind: 'fixed', percentage: 0 } };
        expect(flag).toMatchObject({ type: 'boolean', enabled: false, archived: false, rollout, rules: [] });
      }
    }
  });

  it('reports what it has created', async () => {
    await using database = await openDatabase();
    const { created, existing } = await seed(asSeeder(database), BY_HAND);
    expect(created).toHaveLength(ENVIRONMENTS.length * (1 + FLAGS.length));
    expect(created).toEqual(expect.arrayContaining(['environment staging', 'flag wishlist-gallery in production']));
    expect(existing).toEqual([]);
  });

  it('adds one audit entry for each, by the seeder', async () => {
    await using database = await openDatabase();
    await seed(asSeeder(database), BY_HAND);
    await using api = await startTestApi({ url: database.url });
    const { items } = await api.as('viewer').audit.list({ limit: 500 });
    expect(items).toHaveLength(ENVIRONMENTS.length * (1 + FLAGS.length));
    expect(new Set(items.map(({ actor, action }) => `${actor} ${action}`))).toEqual(new Set(['system created']));
  });

  it.each([BY_HAND, AT_START])('%j, repeated, changes nothing', async (options) => {
    await using database = await openDatabase();
    const { created } = await seed(asSeeder(database), options);
    const before = await versionsOf(database);
    const again = await seed(asSeeder(database), options);
    expect(again.created).toEqual([]);
    expect(again.existing).toEqual(created);
    // Every audit entry has its own version.
    expect(await versionsOf(database)).toEqual(before);
  });

  it('keeps existing flags and environments unchanged', async () => {
    await using database = await openDatabase();
    const ctx = asSeeder(database);
    const environment = EnvironmentKey.parse('production');
    const shop = { key: environment, name: 'The shop', permitsSessionOverrides: true };
    await createEnvironment(ctx, CreateEnvironmentInput.parse(shop));
    const mine = { environment, key: 'wishlist-gallery', enabled: true, description: 'mine' };
    await createFlag(ctx, CreateFlagInput.parse(mine));
    const before = await flagsIn(database, environment);
    const { existing } = await seed(ctx, BY_HAND);
    expect(existing).toEqual(['environment production', 'flag wishlist-gallery in production']);
    expect(await flagsIn(database, environment)).toEqual(expect.arrayContaining(before));
    expect(await listEnvironments(database)).toContainEqual(
      expect.objectContaining({ name: 'The shop', permitsSessionOverrides: true }),
    );
  });

  it('creates only the environments without the demo', async () => {
    await using database = await openDatabase();
    await seed(asSeeder(database), { onlyIfEmpty: true, withDemo: false });
    expect(await keysOf(database)).toEqual([...ENVIRONMENTS].sort());
    for (const environment of ENVIRONMENTS) expect(await flagsIn(database, environment)).toEqual([]);
  });

  it('fails with the database’s failure', async () => {
    await using database = await openDatabase();
    await expect(seed(asSeeder(failingAfter(database, 4)), BY_HAND)).rejects.toMatchObject({
      failure: { code: 'DATABASE_UNAVAILABLE' },
    });
  });

  it('by two servers at once creates everything once, and neither fails', async () => {
    await using one = await openDatabase();
    await using other = await openDatabase(one.url);
    const both = await Promise.all([seed(asSeeder(one), BY_HAND), seed(asSeeder(other), BY_HAND)]);
    const created = both.flatMap((seeded) => seeded.created);
    expect(new Set(created).size).toBe(created.length);
    expect(created).toHaveLength(ENVIRONMENTS.length * (1 + FLAGS.length));
    expect(await versionsOf(one)).toEqual(Object.fromEntries(ENVIRONMENTS.map((key) => [key, 1 + FLAGS.length])));
  });
});

describe('W9.11 seeding when a server starts', () => {
  it('fills an empty database', async () => {
    await using database = await openDatabase();
    await seed(asSeeder(database), AT_START);
    expect(await keysOf(database)).toEqual([...ENVIRONMENTS].sort());
    for (const environment of ENVIRONMENTS) expect(await flagKeysIn(database, environment)).toEqual(FLAGS);
  });

  it('fills it with two servers at once too', async () => {
    await using one = await openDatabase();
    await using other = await openDatabase(one.url);
    await Promise.all([seed(asSeeder(one), AT_START), seed(asSeeder(other), AT_START)]);
    for (const environment of ENVIRONMENTS) expect(await flagKeysIn(one, environment)).toEqual(FLAGS);
    expect(await versionsOf(one)).toEqual(Object.fromEntries(ENVIRONMENTS.map((key) => [key, 1 + FLAGS.length])));
  });

  it('adds nothing to environments created by people', async () => {
    await using database = await openDatabase();
    const ctx = { ...asSeeder(database), actor: 'ada' };
    await createEnvironment(ctx, CreateEnvironmentInput.parse({ key: 'shop' }));
    expect(await seed(asSeeder(database), AT_START)).toEqual(NOTHING);
    expect(await keysOf(database)).toEqual(['shop']);
  });

  it('adds nothing to environments without history', async () => {
    await using database = await openDatabase();
    await database.write((em) => em.execute(`insert into environments (key, name) values ('shop', 'Shop')`));
    expect(await seed(asSeeder(database), AT_START)).toEqual(NOTHING);
  });

  it('does not restore what someone deleted', async () => {
    await using database = await openDatabase();
    await seed(asSeeder(database), AT_START);
    await using api = await startTestApi({ url: database.url });
    await api.as('editor').flags.delete({ environment: 'production', key: 'wishlist-gallery' });
    expect(await seed(asSeeder(database), AT_START)).toEqual(NOTHING);
    expect(await flagKeysIn(database, 'production')).not.toContain('wishlist-gallery');
  });

  it.each([0, 1, 3, 7, 17])('continues after one that was interrupted after %i changes', async (count) => {
    await using database = await openDatabase();
    await expect(seed(asSeeder(failingAfter(database, count)), AT_START)).rejects.toThrow();
    await seed(asSeeder(database), AT_START);
    for (const environment of ENVIRONMENTS) expect(await flagKeysIn(database, environment)).toEqual(FLAGS);
  });
});

/** A database that fails after this many changes. */
function failingAfter(database: Database, changes: number): Database {
  let left = changes;
  return {
    ...database,
    write: async (work) => {
      if (left-- === 0) throw new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: 2 });
      return database.write(work);
    },
  };
}
