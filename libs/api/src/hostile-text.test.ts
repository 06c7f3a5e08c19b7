import type { EnvironmentKey } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, failureFrom, startTestApi, type TestApi } from './test-services.ts';

let api: TestApi;
let admin: Api;
beforeAll(async () => {
  api = await startTestApi();
  admin = api.as('admin');
});
afterAll(() => api[Symbol.asyncDispose]());

const condition = (value: string) => ({ attribute: 'plan', operator: 'in' as const, values: [value] });

/** Every place that stores or searches a person's own text. */
const uses: Record<string, (environment: EnvironmentKey, text: string) => Promise<unknown>> = {
  'the description of a flag': (environment, description) =>
    admin.flags.create({ environment, key: 'flag', description }),
  'the value of a variant': (environment, value) =>
    admin.flags.create({ environment, key: 'text', type: 'string', variants: [{ key: 'a', value }] }),
  'a name inside a value': (environment, name) =>
    admin.flags.create({ environment, key: 'json', type: 'json', variants: [{ key: 'a', value: { [name]: 1 } }] }),
  'a clause of a rule': (environment, value) =>
    admin.flags.create({
      environment,
      key: 'flag',
      rules: [{ id: 'r', condition: condition(value), serve: { kind: 'variant', variant: 'on' } }],
    }),
  'the reason of a change': (environment, reason) => admin.flags.create({ environment, key: 'flag', reason }),
  'the name of a segment': (environment, name) =>
    admin.segments.create({ environment, key: 'segment', name, condition: { all: [] } }),
  'the condition of a segment': (environment, value) =>
    admin.segments.create({ environment, key: 'segment', condition: condition(value) }),
  'the name of an environment': (key, name) => admin.environments.update({ key, name }),
  'a search for flags': (environment, search) => admin.flags.list({ environment, search }),
  'a search for segments': (environment, search) => admin.segments.list({ environment, search }),
  'an actor in the audit trail': (environment, actor) => admin.audit.list({ environment, actor }),
};

describe.each(Object.entries(uses))('F1.11 %s', (_, use) => {
  it('with a NUL character, which PostgreSQL cannot store, is refused with a reason and changes nothing', async () => {
    const environment = await api.newEnvironment();
    const before = await admin.environments.get({ key: environment });
    expect(await failureFrom(use(environment, 'a\0b'))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await admin.environments.get({ key: environment })).toEqual(before);
  });

  it('with a lone surrogate is refused with a reason, or accepted', async () => {
    const environment = await api.newEnvironment();
    const outcome = await use(environment, 'a\ud800b').then(
      () => 'taken',
      (error: unknown) => failureFrom(Promise.reject(error as Error)),
    );
    expect(['taken', expect.objectContaining({ code: 'VALIDATION_FAILED' })]).toContainEqual(outcome);
  });

  it.each(['<script>alert(1)</script>', '=1+1', 'line\nbreak', '\u202eback', "o'neill", '😀'])(
    'A12 treats %j as text',
    async (text) => {
      await use(await api.newEnvironment(), text);
    },
  );
});

describe.each<[string, (at: string) => Promise<unknown>]>([
  ['the expiry of a flag', (expiresAt) => admin.flags.create({ environment: 'production', key: 'ends', expiresAt })],
  ['a filter of the audit trail', (from) => admin.audit.list({ from })],
])('F1.11 the time in %s', (_, use) => {
  it('is refused with a reason in the year 0, which PostgreSQL does not support', async () => {
    expect(await failureFrom(use('0000-01-01T00:00:00.000Z'))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it.each(['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'])('may be %s', async (at) => {
    await use(at);
    await admin.flags.delete({ environment: 'production', key: 'ends' }).catch(() => undefined);
  });
});
