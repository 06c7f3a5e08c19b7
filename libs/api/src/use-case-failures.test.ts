import type { DomainCode } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_CASES } from './agent/use-cases.ts';
import { EXAMPLE_AWAY } from './test-doubles.ts';
import { callByName, createExampleWorld, type ExampleWorld, manageAllFlags } from './test-examples.ts';
import { failureFrom, type TestApi } from './test-services.ts';
import { USE_CASES } from './use-cases.ts';

const environment = 'production';
const MISSING = '00000000-0000-4000-8000-00000000dead';
const needs = (flagKey: string) => ({ prerequisites: [{ flagKey, variants: ['on'] }] });
const flag = { environment, key: 'new-checkout' };
const segment = { environment, key: 'beta-testers' };
const dependent = { environment, key: 'dependent' };

type Fields = Readonly<Record<string, unknown>>;
/** Fields that make the example of a use case fail. `prepare` changes the world first, and may return more fields. */
type Provocation = { readonly prepare?: (api: TestApi) => Promise<Fields | void>; readonly fields: Fields };

/** For every use case that can fail with the code, unless `SPECIAL` has its own. */
const COMMON: Partial<Record<DomainCode, Fields>> = {
  FLAG_NOT_FOUND: { key: 'missing', flagKey: 'missing' },
  SEGMENT_NOT_FOUND: { key: 'missing' },
  KEY_NOT_FOUND: { id: MISSING },
  PERSON_NOT_FOUND: { id: MISSING },
  STALE_REVISION: { revision: 99 },
  OVERRIDE_NOT_FOUND: { flagKey: 'new-checkout', userId: 'nobody', testRunId: 'nothing' },
  OVERRIDES_NOT_PERMITTED: { environment },
  ISSUER_UNAVAILABLE: { token: EXAMPLE_AWAY },
  LOGIN_NOT_VALID: { deviceCode: 'x'.repeat(43), userCode: 'BBBB-BBBB' },
  LINK_NOT_VALID: { id: MISSING, token: 'x'.repeat(43) },
};

async function addDependent(api: TestApi): Promise<void> {
  await api.as('admin').flags.create({ ...dependent, ...needs('new-checkout') });
}

async function useSegment(api: TestApi, segment: string): Promise<void> {
  const rules = [{ id: 'r1', condition: { segment }, serve: { kind: 'variant' as const, variant: 'on' } }];
  await api.as('admin').flags.create({ ...dependent, rules });
}

async function leaveOneAdmin(api: TestApi): Promise<void> {
  const { items } = await api.as('admin').people.list();
  const hedy = items.find(({ email }) => email === 'hedy@example.org');
  await api.as('admin').people.disable({ id: hedy?.id ?? '' });
}

/** Lets another flag require the flag, which required the other one before. */
async function turnAround(api: TestApi): Promise<Fields> {
  const { flags, audit } = api.as('admin');
  await flags.create(dependent);
  await flags.update({ ...flag, ...needs('dependent') });
  const { items } = await audit.list({ environment, limit: 1 });
  await flags.update({ ...flag, prerequisites: [] });
  await flags.update({ ...dependent, ...needs('new-checkout') });
  return { number: items[0]?.number, to: 'after' };
}

const withFlags = (...flags: object[]) => ({ file: { burgee: 1, environment: { key: environment }, flags } });

/** Lets a flag that Git manages depend on something that a file without it would remove. */
function neededByManaged(fields: object): Provocation['prepare'] {
  return async (api) => {
    const file = { burgee: 1 as const, environment: { key: environment }, flags: [{ key: 'dependent', ...fields }] };
    await api
      .as('admin')
      .environments.applyFile({ key: environment, file, managedBy: 'https://github.com/acme/other' });
  };
}

async function addManyUsers({ services }: TestApi): Promise<void> {
  await services.database.write((em) =>
    em.execute(
      `insert into feature_flag_user_overrides (flag_id, user_id, override_type, created_by)
       select id, 'user-' || n, 'include', 'test' from feature_flags, generate_series(1, 20001) as n
       where flag_key = 'old-banner'`,
    ),
  );
}

/** The failures of a file, for each use case that takes one. */
function fileProvocations(name: string): Record<string, Provocation> {
  const rules = [{ id: 'r1', condition: { segment: 'beta-testers' }, serve: { kind: 'variant', variant: 'on' } }];
  return {
    [`${name} FLAG_IN_USE`]: {
      prepare: neededByManaged(needs('new-checkout')),
      fields: { ...withFlags(), prune: true },
    },
    [`${name} SEGMENT_IN_USE`]: { prepare: neededByManaged({ rules }), fields: { ...withFlags(), prune: true } },
    [`${name} PREREQUISITE_CYCLE`]: {
      fields: withFlags({ key: 'one', ...needs('two') }, { key: 'two', ...needs('one') }),
    },
    [`${name} LIMIT_EXCEEDED`]: { prepare: addManyUsers, fields: {} },
  };
}

/** Plans that the flag requires another one, which then requires the flag. */
async function planCycle(api: TestApi): Promise<Fields> {
  await api.as('admin').flags.create(dependent);
  const change = { kind: 'update', ...needs('dependent') };
  const { planId } = (await callByName(api, 'agent.previewChange', { ...flag, change })) as { planId: string };
  await api.as('admin').flags.update({ ...dependent, ...needs('new-checkout') });
  return { planId };
}

const SPECIAL: Readonly<Record<string, Provocation>> = {
  'flags.create KEY_TAKEN': { fields: { key: 'new-checkout' } },
  'flags.create PREREQUISITE_CYCLE': { fields: needs('gift-cards') },
  'flags.update PREREQUISITE_CYCLE': { prepare: addDependent, fields: needs('dependent') },
  'flags.bulk FLAG_NOT_FOUND': { fields: { keys: ['missing'] } },
  'flags.bulk STALE_REVISION': {
    fields: {
      change: {
        kind: 'enable',
        rollouts: [{ key: 'new-checkout', schedule: { kind: 'fixed', percentage: 1 }, revision: 99 }],
      },
    },
  },
  'flags.delete FLAG_IN_USE': { prepare: addDependent, fields: { key: 'new-checkout' } },
  'flags.revert FLAG_NOT_FOUND': {
    prepare: (api) => api.as('admin').flags.delete(flag),
    fields: { revision: 2 },
  },
  'flags.revert FLAG_IN_USE': { prepare: addDependent, fields: { number: 1 } },
  'flags.revert PREREQUISITE_CYCLE': { prepare: turnAround, fields: {} },
  'segments.revert SEGMENT_NOT_FOUND': {
    prepare: (api) => api.as('admin').segments.delete(segment),
    fields: { revision: 2 },
  },
  'segments.revert SEGMENT_IN_USE': { prepare: (api) => useSegment(api, 'beta-testers'), fields: { number: 3 } },
  'session.join KEY_TAKEN': {
    prepare: async ({ services }) => {
      await services.database.write((em) =>
        em.execute("update auth_user set email = 'edith@example.org' where email = 'hedy@example.org'"),
      );
    },
    fields: {},
  },
  'segments.create KEY_TAKEN': { fields: { key: 'beta-testers' } },
  'segments.delete SEGMENT_IN_USE': { prepare: (api) => useSegment(api, 'unused'), fields: {} },
  ...fileProvocations('environments.planFile'),
  ...fileProvocations('environments.applyFile'),
  // The example is from Git.
  'environments.applyFile FLAG_MANAGED': { prepare: manageAllFlags, fields: { managedBy: undefined } },
  'environments.applyFile STALE_REVISION': { fields: { planned: { version: 3, digest: 'of another plan' } } },
  'environments.exportFile LIMIT_EXCEEDED': { prepare: addManyUsers, fields: {} },
  'environments.create KEY_TAKEN': { fields: { key: 'development' } },
  'keys.rotate KEY_ROTATING': {
    prepare: async (api) => void (await callByName(api, 'keys.rotate', exampleOf('keys.rotate'))),
    fields: {},
  },
  'people.invite KEY_TAKEN': { fields: { email: 'hedy@example.org' } },
  'people.change LAST_ADMIN': { prepare: leaveOneAdmin, fields: {} },
  'people.disable LAST_ADMIN': { prepare: leaveOneAdmin, fields: {} },
  'agent.createFlag KEY_TAKEN': { fields: { key: 'new-checkout' } },
  'agent.previewChange PREREQUISITE_CYCLE': {
    prepare: addDependent,
    fields: { change: { kind: 'update', ...needs('dependent') } },
  },
  'agent.applyChange PLAN_NOT_VALID': { fields: { planId: 'another' } },
  'agent.applyChange STALE_REVISION': {
    prepare: async (api) => void (await api.as('admin').flags.update({ ...flag, description: 'Another' })),
    fields: {},
  },
  'agent.applyChange FLAG_NOT_FOUND': { prepare: (api) => api.as('admin').flags.delete(flag), fields: {} },
  'agent.applyChange PREREQUISITE_CYCLE': { prepare: planCycle, fields: {} },
  'agent.removeOverride OVERRIDE_NOT_FOUND': { fields: { override: { type: 'user', userId: 'nobody' } } },
  'overrides.setSession FLAG_NOT_FOUND': { fields: { overrides: [{ flagKey: 'missing', value: true }] } },
  'overrides.createLink FLAG_NOT_FOUND': { fields: { overrides: [{ flagKey: 'missing', value: true }] } },
};

function exampleOf(name: string): Fields {
  return [...USE_CASES, ...AGENT_CASES].find((useCase) => useCase.name === name)?.examples[0]?.input as Fields;
}

/** The fields that the use case knows. */
function commonFields(code: DomainCode, example: Fields): Fields {
  const known = new Set([...Object.keys(example), 'revision']);
  return Object.fromEntries(Object.entries(COMMON[code] ?? {}).filter(([field]) => known.has(field)));
}

describe('14.1 each failure code of a use case', () => {
  let world: ExampleWorld;
  /** Calls that fail change nothing, so those that need no other state share one. */
  let shared: TestApi;
  let managed: TestApi;
  beforeAll(async () => {
    world = await createExampleWorld();
    [shared, managed] = [await world.open(), await world.open()];
    await manageAllFlags(managed);
  });
  afterAll(async () => {
    for (const each of [shared, managed, world]) await each[Symbol.asyncDispose]();
  });

  const declared = [...USE_CASES, ...AGENT_CASES].flatMap((useCase) =>
    useCase.failures.map((code) => ({ useCase, code })),
  );
  it.each(declared)('$useCase.name fails with $code', async ({ useCase, code }) => {
    const special = SPECIAL[`${useCase.name} ${code}`];
    const example = exampleOf(useCase.name);
    const state = code === 'FLAG_MANAGED' ? managed : shared;
    const api = special?.prepare ? await world.open(useCase) : state;
    try {
      const input = { ...example, ...(special ? special.fields : commonFields(code, example)) };
      const call = callByName(api, useCase.name, { ...input, ...(await special?.prepare?.(api)) });
      expect(await failureFrom(call)).toMatchObject({ code });
    } finally {
      if (special?.prepare) await api[Symbol.asyncDispose]();
    }
  });
});
