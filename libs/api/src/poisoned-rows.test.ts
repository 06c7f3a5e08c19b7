import { type EnvironmentKey, HOUR_MS } from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appRouter } from './router.ts';
import { poison, type Poisoned, poisonsFor, tablesOf } from './test-poison.ts';
import { type Api, failureFrom, startTestApi, type TestApi } from './test-services.ts';

/**
 * Next to healthy rows, there is one row for each column and each value that the database accepts but a schema may not.
 */
let api: TestApi;
let admin: Api;
let environment: EnvironmentKey;
const poisoned: (Poisoned & { readonly id: string })[] = [];

/** Gives each row of a table its own identity; the first column identifies it. */
const IDENTITY: Record<string, (n: number) => Record<string, string | number>> = {
  '"environments"': (n) => ({ key: `e-${n}` }),
  '"feature_flags"': (n) => ({ id: randomUUID(), flag_key: `p-${n}` }),
  '"segments"': (n) => ({ key: `p-${n}` }),
  '"feature_flag_user_overrides"': (n) => ({ id: randomUUID(), user_id: `p-${n}` }),
  '"feature_flag_overrides"': (n) => ({ id: randomUUID(), target: `p-${n}` }),
  '"audit_entries"': (n) => ({ id: randomUUID(), number: 1_000 + n, version: 1_000 + n }),
  '"api_keys"': (n) => ({ id: randomUUID(), hash: `p-${n}` }),
  '"auth_user"': (n) => ({ id: `p-${n}`, email: `p-${n}@example.org` }),
  '"auth_account"': (n) => ({ id: `p-${n}`, account_id: `p-${n}` }),
  '"invitations"': (n) => ({ id: randomUUID(), token_hash: `p-${n}`, email: `p-${n}@example.org` }),
  '"password_links"': (n) => ({ token_hash: `p-${n}`, person_id: `p-${n}` }),
  '"device_logins"': (n) => ({ id: randomUUID(), device_hash: `p-${n}`, user_code: `p-${n}` }),
};
const LIKE: Record<string, string> = {
  '"environments"': `key = 'production'`,
  '"feature_flags"': `environment <> 'production' and flag_key = 'whole'`,
  '"segments"': `key = 'whole'`,
  '"feature_flag_user_overrides"': `user_id = 'whole'`,
  '"api_keys"': `hash not like 'p-%'`,
  '"auth_user"': `id not like 'p-%'`,
  '"auth_account"': `id not like 'p-%'`,
  '"invitations"': `token_hash not like 'p-%' and used_at is null`,
  '"password_links"': `token_hash not like 'p-%'`,
  '"device_logins"': `device_hash not like 'p-%'`,
  '"audit_entries"': 'number = 5',
  '"feature_flag_overrides"': `target = 'whole' and type = 'testing'`,
};

beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
  environment = await api.newEnvironment();
  await admin.environments.update({ key: environment, permitsSessionOverrides: true });
  const rollout = { schedule: { kind: 'fixed' as const, percentage: 100 } };
  await admin.flags.create({ environment, key: 'whole', enabled: true, rollout });
  await admin.flags.create({ environment: 'production', key: 'whole' });
  await admin.segments.create({ environment, key: 'whole', condition: { any: [] } });
  const place = { environment, flagKey: 'whole' };
  await admin.overrides.setUser({ ...place, userId: 'whole', overrideType: 'include' });
  const expiresAt = new Date(NOW + HOUR_MS).toISOString();
  await admin.overrides.setTesting({ ...place, testRunId: 'whole', value: true, expiresAt });
  await admin.overrides.setSession({ environment, sessionId: 'whole', overrides: [{ flagKey: 'whole', value: true }] });
  await admin.keys.create({ environment, kind: 'web', name: 'whole' });
  const { token } = await admin.people.invite({ email: 'ada@example.org', role: 'admin' });
  const { id } = await api.anonymous.session.join({ token, name: 'Ada', password: 'a long password' });
  await admin.people.createPasswordLink({ id });
  await admin.people.invite({ email: 'whole@example.org', role: 'viewer' });
  await api.anonymous.session.startLogin({ host: 'whole' });
  const { database } = api.services;
  let n = 0;
  for (const { name: table, columns } of await tablesOf(database)) {
    const fresh = IDENTITY[table];
    if (!fresh) throw new Error(`the table ${table} needs an identity here`);
    for (const column of columns) {
      for (const value of poisonsFor(column)) {
        const identity = fresh(++n);
        if (table === '"password_links"') await addPerson(`p-${n}`);
        const [id = ''] = Object.values(identity);
        const what = { table, column: column.name, value };
        if (await poison(database, what, { like: LIKE[table] ?? 'true', fresh: identity })) {
          poisoned.push({ ...what, value: String(value), id: String(id) });
        }
      }
    }
  }
  // The first change afterwards loads the poisoned rows into memory.
  await admin.flags.update({ environment, key: 'whole', description: 'still here' });
  await api.services.overrides.ready();
});
afterAll(() => api[Symbol.asyncDispose]());

/** A person with their own password link. */
const addPerson = (id: string) =>
  api.services.database.write((em) =>
    em.execute(
      `insert into auth_user (id, email, name, role, email_verified, updated_at) values (?, ?, '', 'viewer', true, now())`,
      [id, `${id}@example.org`],
    ),
  );

const flagKeys = () =>
  api.services.database.read((em) =>
    em.execute<{ key: string }[]>('select flag_key as key from feature_flags where environment = ?', [environment]),
  );

/** Reads every page of a list. */
async function all<T>(read: (page: number) => Promise<{ items?: T[]; pagination: { total: number } }>): Promise<T[]> {
  const found: T[] = [];
  for (let page = 1; ; page++) {
    const { items = [], pagination } = await read(page);
    found.push(...items);
    if (items.length === 0 || found.length >= pagination.total) return found;
  }
}

it('every table has poisoned rows', () => {
  const tables = new Set(poisoned.map(({ table }) => table));
  expect([...tables].sort()).toEqual(Object.keys(IDENTITY).sort());
});

const READS: Record<string, () => Promise<unknown>> = {
  'flags.list': () => all((page) => admin.flags.list({ environment, page, pageSize: 100 })),
  'flags.table': () => all((page) => admin.flags.table({ environment, page, pageSize: 100 })),
  'flags.tags': () => admin.flags.tags({ environment }),
  'flags.get': async () => {
    for (const { key } of await flagKeys()) await admin.flags.get({ environment, key });
  },
  'flags.usage': () => admin.flags.usage({ environment, key: 'whole' }),
  'flags.usageSummary': () => admin.flags.usageSummary({ environment, keys: ['whole'] }),
  'overrides.list': () => all((page) => admin.overrides.list({ environment, page, pageSize: 100 })),
  'overrides.forFlag': () => admin.overrides.forFlag({ environment, flagKey: 'whole', pageSize: 100 }),
  'overrides.forUser': () => admin.overrides.forUser({ environment, userId: 'whole' }),
  'overrides.resolve': () => admin.overrides.resolve({ environment, flagKey: 'whole', userId: 'whole' }),
  'overrides.forSession': () => admin.overrides.forSession({ environment, sessionId: 'whole' }),
  'segments.list': () => all((page) => admin.segments.list({ environment, page, pageSize: 100 })),
  'segments.get': async () => {
    const rows = await api.services.database.read((em) => em.execute<{ key: string }[]>('select key from segments'));
    for (const { key } of rows) await admin.segments.get({ environment, key });
  },
  'connections.list': () => admin.connections.list({ environment }),
  'connections.unmapped': () => admin.connections.unmapped({ environment, protocols: ['flagd', 'unleash'] }),
  'segments.usage': () => admin.segments.usage({ environment, key: 'whole' }),
  'environments.list': () => admin.environments.list(),
  // A file must not say that a broken field is empty.
  'environments.exportFile': async () => {
    const failure = await failureFrom(admin.environments.exportFile({ key: environment }));
    expect(failure).toMatchObject({ code: 'VALIDATION_FAILED' });
  },
  'environments.planFile': () => {
    const file = { burgee: 1 as const, environment: { key: environment }, flags: [{ key: 'whole' }] };
    return admin.environments.planFile({ key: environment, file });
  },
  'flags.unleash': () => admin.flags.unleash({ environment, key: 'whole' }),
  'unleash.plan': () => admin.unleash.plan({ document: { features: [] }, into: environment }),
  'environments.get': () => admin.environments.get({ key: environment }),
  'evaluation.evaluate': () => admin.evaluation.evaluate({ environment, flagKey: 'whole' }),
  'evaluation.evaluateAll': () => admin.evaluation.evaluateAll({ environment }),
  'evaluation.explain': () => admin.evaluation.explain({ environment, flagKey: 'whole' }),
  'evaluation.explainAll': () => admin.evaluation.explainAll({ context: { environment } }),
  'evaluation.explainContexts': () =>
    admin.evaluation.explainContexts({ flagKey: 'whole', contexts: [{ environment }] }),
  'audit.list': async () => {
    for (let cursor: string | undefined; ;) {
      const page = await admin.audit.list({ limit: 100, ...(cursor && { cursor }) });
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
  },
  'audit.actorName': () => admin.audit.actorName({ actor: 'janitor' }),
  'audit.verify': () => admin.audit.verify({}),
  'diagnostics.get': () => admin.diagnostics.get(),
  'keys.list': () => admin.keys.list({ environment }),
  'people.list': () => admin.people.list(),
  'people.invitations': () => admin.people.invitations(),
  'session.me': () => admin.session.me(),
  'session.signInOptions': () => admin.session.signInOptions(),
  'session.invitation': async () => undefined,
  'session.passwordLink': async () => undefined,
  'session.waitingLogin': async () => undefined,
};

it('every query is covered', () => {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
  const queries = Object.entries(procedures).flatMap(([name, { _def }]) => (_def.type === 'query' ? [name] : []));
  expect(Object.keys(READS).sort()).toEqual(queries.sort());
});

it.each(Object.keys(READS))('10.9 R16 %s answers despite rows that someone broke by hand', async (name) => {
  await READS[name]?.();
});

/** Rows poisoned in one of these columns. */
const brokenIn = (table: string, ...columns: string[]) =>
  poisoned.filter((row) => row.table === `"${table}"` && columns.includes(row.column));

/** One row per poisoned column, and all rows with a poisoned key. */
const oneOfEach = (table: string) => {
  const rows = poisoned.filter((row) => row.table === `"${table}"`);
  return rows.filter(({ column }, at) => rows.findIndex((row) => row.column === column) === at);
};

it('10.9 R16 the healthy row is unchanged in every list, and a broken one reports what is wrong', async () => {
  const flags = await all((page) => admin.flags.list({ environment, page, pageSize: 100 }));
  const table = await all((page) => admin.flags.table({ environment, page, pageSize: 100 }));
  const segments = await all((page) => admin.segments.list({ environment, page, pageSize: 100 }));
  expect(flags.find(({ key }) => key === 'whole')).toMatchObject({ description: 'still here', broken: [] });
  expect(segments.find(({ key }) => key === 'whole')?.broken).toBeUndefined();
  for (const key of brokenIn('feature_flags', 'rules').map(({ id }) => id)) {
    const shown = flags.find(({ id }) => id === key);
    const isBroken = (shown?.broken.length ?? 0) > 0;
    expect(Boolean(table.find((row) => row.key === shown?.key)?.broken)).toBe(isBroken);
  }
  const conditions = brokenIn('segments', 'condition').filter(({ value }) => value !== '{"segment":"gone"}');
  for (const { id, value } of conditions) {
    const { broken } = segments.find(({ key }) => key === id) ?? {};
    expect(broken, value).toContainEqual({ path: expect.stringMatching(/^condition/), message: expect.any(String) });
  }
  const { items: keys } = await admin.keys.list({ environment });
  for (const { id, value } of brokenIn('api_keys', 'origins').filter(({ value }) => value !== '[]')) {
    expect(keys.find((key) => key.id === id)?.broken, value).not.toBeUndefined();
  }
});

it('10.9 R16 every other flag answers as before', async () => {
  const { flags } = await admin.evaluation.evaluateAll({ environment });
  expect(flags['whole']).toMatchObject({ value: true });
});

it('10.9 R16 a key whose origins or reach cannot be read opens nothing, and affects no other key', () => {
  expect(api.services.keys.isKnownOrigin('https://shop.example')).toBe(false);
});

it('10.9 R16 a broken segment is repaired by an update, and every one can be deleted', async () => {
  const [first] = brokenIn('segments', 'condition');
  const key = first?.id ?? '';
  const repaired = await admin.segments.update({ environment, key, condition: { any: [] } });
  expect(repaired.broken).toBeUndefined();
  const ids = new Set(oneOfEach('segments').map(({ id }) => id));
  const rows = await api.services.database.read((em) => em.execute<{ key: string }[]>('select key from segments'));
  // Rows with a poisoned key no longer have their original key.
  const wanted = rows.filter((row) => ids.has(row.key) || !row.key.startsWith('p-'));
  for (const row of wanted) await admin.segments.delete({ environment, key: row.key });
  const left = await all((page) => admin.segments.list({ environment, page, pageSize: 100 }));
  expect(left.map((segment) => segment.key).filter((one) => !one.startsWith('p-') || ids.has(one))).toEqual([]);
});

it('10.9 R16 every broken flag and override can be deleted, even one whose key nobody could create', async () => {
  const { items } = await admin.overrides.list({ environment, type: 'user', pageSize: 20 });
  for (const item of items) {
    if (item.type === 'user') await admin.overrides.removeUser({ environment, flagKey: 'whole', userId: item.target });
  }
  const ids = new Set(oneOfEach('feature_flags').map(({ id }) => id));
  const flags = await all((page) => admin.flags.list({ environment, page, pageSize: 100 }));
  const wanted = flags.filter(({ id, key }) => key !== 'whole' && (ids.has(id) || !key.startsWith('p-')));
  for (const { key } of wanted) await admin.flags.delete({ environment, key });
  const left = await all((page) => admin.flags.list({ environment, page, pageSize: 100 }));
  const goneIds = new Set<string>(wanted.map(({ id }) => id));
  expect(left.filter(({ id }) => goneIds.has(id))).toEqual([]);
  expect(wanted.length).toBeGreaterThan(20);
});
