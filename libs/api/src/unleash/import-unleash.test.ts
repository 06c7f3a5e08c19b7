import { EnvironmentFile, type ImportUnleashInput, type UnleashReport } from '@burgee/contracts';
import { hashOf } from '@burgee/evaluator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeContext } from '../context.ts';
import { applyFiles } from '../files/apply.ts';
import { failureFrom, sessionOf, startTestApi, type TestApi } from '../test-services.ts';
import { importUnleash } from './import-unleash.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

type Json = ImportUnleashInput['document'][string];
type Fields = Readonly<Record<string, Json>>;

function feature(name: string, fields: Fields = {}): Fields {
  return { name, enabled: true, strategies: [], ...fields };
}

function users(userIds: string, fields: Fields = {}): Fields {
  return { name: 'userWithId', parameters: { userIds }, ...fields };
}

/** An export for SDKs. */
function exported(features: readonly Fields[], segments: readonly Fields[] = []): ImportUnleashInput['document'] {
  return { version: 2, features: [...features], segments: [...segments] };
}

function changesOf({ plans }: UnleashReport): string[] {
  return plans.flatMap(({ environment, changes }) =>
    changes.map(({ action, subject, key }) => `${environment}: ${action} ${subject} ${key}`),
  );
}

async function importInto(environment: string, features: readonly Fields[], fields: Partial<ImportUnleashInput> = {}) {
  return api.as('editor').unleash.import({ document: exported(features), into: environment, ...fields });
}

describe('15.6 importing from Unleash', () => {
  it('imports all environments of an export in one change', async () => {
    const [live, staging] = [await api.newEnvironment(), await api.newEnvironment()];
    const environments = ['live', 'staging'].map((name) => ({
      name,
      enabled: name === 'staging',
      strategies: [users('ann', { segments: [1], title: 'Insiders' })],
    }));
    const constraints = [{ contextName: 'country', operator: 'IN', values: ['NL'] }];
    const one: Fields = { name: 'one', description: 'The first', project: 'shop', environments };
    const document = { features: [one], segments: [{ id: 1, name: 'Dutch', constraints }] };
    const before = api.commits.length;
    const input = { document, environments: { live, staging }, reason: 'we move' };
    const planned = await api.as('viewer').unleash.plan({ document, environments: { live, staging } });
    expect(api.commits).toHaveLength(before);
    const report = await api.as('editor').unleash.import(input);
    expect(report.plans.map(({ changes }) => changes)).toEqual(planned.plans.map(({ changes }) => changes));
    expect(changesOf(report)).toEqual([
      `${live}: create segment unleash-segment-1`,
      `${live}: create flag one`,
      `${staging}: create segment unleash-segment-1`,
      `${staging}: create flag one`,
    ]);
    expect(api.commits).toHaveLength(before + 1);
    expect([...(api.commits.at(-1)?.versions.keys() ?? [])].sort()).toEqual([live, staging].sort());
    const flag = await api.as('viewer').flags.get({ environment: live, key: 'one' });
    expect(flag).toMatchObject({ enabled: false, description: 'The first', tags: ['project:shop'] });
    expect(flag.rules[0]?.description).toBe('Insiders');
    const { items } = await api.as('viewer').audit.list({ environment: live, flagKey: 'one' });
    expect(items).toMatchObject([{ action: 'created', reason: 'we move' }]);
    const again = await api.as('editor').unleash.import(input);
    expect(changesOf(again)).toEqual([]);
    expect(api.commits).toHaveLength(before + 1);
  });

  it('evaluates to what Unleash returned', async () => {
    const environment = await api.newEnvironment();
    const parameters = { rollout: '50', stickiness: 'userId', groupId: 'half' };
    await importInto(environment, [feature('half', { strategies: [{ name: 'flexibleRollout', parameters }] })]);
    const ask = async (userId: string) =>
      (await api.as('viewer').evaluation.evaluate({ environment, flagKey: 'half', context: { userId } })).enabled;
    const expected = new Map<string, boolean>();
    for (const id of ['1', '2', '3', '4', '5', '6', '7', '8', '9'])
      expected.set(id, (hashOf('murmur3', 'half', id) % 100) + 1 <= 50);
    expect(new Set(expected.values()).size).toBe(2);
    for (const [id, isOn] of expected) expect([id, await ask(id)]).toEqual([id, isOn]);
  });

  it('names what has no exact counterpart, and imports the rest', async () => {
    const environment = await api.newEnvironment();
    const report = await importInto(environment, [
      feature('good', { type: 'release' }),
      feature('custom', { strategies: [{ name: 'byTenant', parameters: {} }] }),
      feature('child', { dependencies: [{ feature: 'custom' }] }),
      feature('old', { archived: true, type: 'release' }),
    ]);
    expect(changesOf(report)).toEqual([`${environment}: create flag good`]);
    expect(report.problems.map(({ feature, environment }) => [environment, feature])).toEqual([
      [environment, 'custom'],
      [environment, 'child'],
    ]);
    expect(report.archived).toEqual(['old']);
    expect(report.lost).toEqual([{ feature: 'good', parts: ['type'] }]);
  });

  it('keeps flags that exist here and differ, and names the features that depend on them', async () => {
    const environment = await api.newEnvironment();
    await importInto(environment, [feature('parent'), feature('texts')]);
    const { flags } = api.as('editor');
    await flags.update({ environment, key: 'parent', enabled: false });
    await flags.update({ environment, key: 'texts', description: 'ours' });
    const features = [
      feature('parent'),
      feature('texts'),
      feature('child', { dependencies: [{ feature: 'parent' }] }),
      feature('other', { dependencies: [{ feature: 'texts' }] }),
    ];
    const report = await importInto(environment, features);
    expect(changesOf(report)).toEqual([`${environment}: create flag other`]);
    expect(report.kept.map(({ flagKey }) => flagKey)).toEqual(['parent', 'texts']);
    expect(report.problems).toEqual([
      { environment, feature: 'child', construct: 'flag', message: 'it requires "parent", which is different here' },
    ]);
    const updated = await importInto(environment, features, { update: true });
    expect(changesOf(updated)).toEqual([
      `${environment}: change flag parent`,
      `${environment}: change flag texts`,
      `${environment}: create flag child`,
    ]);
    expect(await flags.get({ environment, key: 'texts' })).toMatchObject({ description: '' });
  });

  it('keeps segments that exist here and differ, in the same way', async () => {
    const environment = await api.newEnvironment();
    const constraints = (country: string) => [{ contextName: 'country', operator: 'IN', values: [country] }];
    const using = feature('using', { strategies: [{ name: 'default', segments: [1] }] });
    const document = exported([using], [{ id: 1, constraints: constraints('NL') }]);
    await api.as('editor').segments.create({
      environment,
      key: 'unleash-segment-1',
      condition: { attribute: 'country', operator: 'in', values: ['BE'] },
    });
    const report = await api.as('editor').unleash.import({ document, into: environment });
    expect(changesOf(report)).toEqual([]);
    expect(report.problems.map(({ message }) => message)).toEqual([
      'it uses the segment "unleash-segment-1", which is different here',
    ]);
    const updated = await api.as('editor').unleash.import({ document, into: environment, update: true });
    expect(changesOf(updated)).toEqual([
      `${environment}: change segment unleash-segment-1`,
      `${environment}: create flag using`,
    ]);
  });

  it('leaves flags alone that Git manages', async () => {
    const environment = await api.newEnvironment();
    const file = EnvironmentFile.parse({ burgee: 1, environment: { key: environment }, flags: [{ key: 'managed' }] });
    const write = writeContext(api.services, sessionOf('editor'));
    await applyFiles(write, [{ environment, file }], { managedBy: 'acme/flags', require: () => undefined });
    const features = [feature('managed'), feature('child', { dependencies: [{ feature: 'managed' }] })];
    const report = await importInto(environment, features, { update: true });
    expect(changesOf(report)).toEqual([]);
    expect(report.problems.map(({ feature, message }) => `${feature}: ${message}`)).toEqual([
      'managed: it is managed in acme/flags',
      'child: it requires "managed", which is different here',
    ]);
  });

  it('names a feature whose flag has another type in another environment', async () => {
    const environment = await api.newEnvironment();
    await api.as('editor').flags.create({ environment: 'production', key: 'typed', type: 'boolean' });
    const payload = { type: 'string', value: 'b' };
    const report = await importInto(environment, [
      feature('typed', { variants: [{ name: 'blue', weight: 1000, payload }] }),
    ]);
    expect(report.problems.map(({ construct }) => construct)).toEqual(['variants']);
  });

  it('creates an environment for those who may, and changes nothing for others', async () => {
    const failure = await failureFrom(importInto('brand-new', [feature('first')]));
    expect(failure).toMatchObject({ code: 'FORBIDDEN' });
    const input = { document: exported([feature('first')]), into: 'brand-new' };
    expect(changesOf(await api.as('admin').unleash.import(input))).toEqual([
      'brand-new: create environment brand-new',
      'brand-new: create flag first',
    ]);
  });

  it('needs the role in each environment that it changes', async () => {
    const [own, foreign] = [await api.newEnvironment(), await api.newEnvironment()];
    const environments = ['one', 'two'].map((name) => ({ name, enabled: true, strategies: [] }));
    const document = { features: [{ name: 'both', environments }] };
    const editor = api.withRole('editor', { roles: { [foreign]: 'viewer' } });
    const call = editor.unleash.import({ document, environments: { one: own, two: foreign } });
    expect(await failureFrom(call)).toMatchObject({ code: 'FORBIDDEN', environment: foreign });
    expect((await api.as('viewer').flags.list({ environment: own })).items).toEqual([]);
    await editor.unleash.import({ document, environments: { one: own } });
  });

  it('refuses documents that are no exports', async () => {
    const failure = await failureFrom(api.as('editor').unleash.import({ document: { toggles: [] } }));
    expect(failure).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'document' }] });
  });

  it('imports nothing from an export without environments', async () => {
    const document = { features: [], featureStrategies: [], featureEnvironments: [] };
    expect((await api.as('editor').unleash.import({ document })).plans).toEqual([]);
  });

  it('plans again if someone changes the environment in the meantime, and gives up in the end', async () => {
    const environment = await api.newEnvironment();
    const race = async (times: number) => {
      let left = times;
      const { database } = api.services;
      const write = writeContext(api.services, sessionOf('editor'));
      const input = { document: exported([feature('raced')]), into: environment, update: true, reason: undefined };
      return importUnleash(
        {
          ...write,
          database: {
            ...database,
            load: async (work) => {
              const loaded = await database.load(work);
              if (left-- > 0) await toggle();
              return loaded;
            },
          },
        },
        input,
        { require: () => undefined },
      );
    };
    const toggle = async () => {
      const { flags } = api.as('editor');
      const existing = await flags.list({ environment, search: 'raced' });
      if (existing.items.length === 0) await flags.create({ environment, key: 'raced' });
      else await flags.update({ environment, key: 'raced', description: `${existing.items[0]?.revision}` });
    };
    expect(changesOf(await race(2))).toEqual([`${environment}: change flag raced`]);
    expect(await failureFrom(race(99))).toMatchObject({ code: 'BUSY' });
  });
});
