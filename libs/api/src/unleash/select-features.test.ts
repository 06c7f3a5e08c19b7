import type { ImportUnleashInput, UnleashReport } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureFrom, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const inCountry = (...values: string[]) => [{ contextName: 'country', operator: 'IN', values }];
const feature = (name: string, fields: object = {}) => ({ name, enabled: true, strategies: [], ...fields });
const FEATURES = [
  feature('parent', { type: 'release' }),
  feature('child', { dependencies: [{ feature: 'parent' }], type: 'release' }),
  feature('dutch', { strategies: [{ name: 'default', segments: [1] }] }),
  feature('grandchild', { dependencies: [{ feature: 'dutch' }] }),
  feature('custom', { strategies: [{ name: 'byTenant', parameters: {} }] }),
  feature('old', { archived: true }),
];
const SEGMENTS = [1, 2].map((id) => ({ id, constraints: inCountry('NL') }));
const document = { version: 2, features: FEATURES, segments: SEGMENTS } as ImportUnleashInput['document'];

function importSome(environment: string, features?: string[], fields: Partial<ImportUnleashInput> = {}) {
  return api.as('editor').unleash.import({ document, into: environment, features, ...fields });
}

const keysOf = ({ plans }: UnleashReport) => plans.flatMap(({ changes }) => changes.map(({ key }) => key));
const problemsOf = ({ problems }: UnleashReport) => problems.map(({ feature, message }) => `${feature}: ${message}`);

describe('15.6 importing some features of an export', () => {
  it('imports them and the segments that they use, and reports nothing about the others', async () => {
    const environment = await api.newEnvironment();
    const report = await importSome(environment, ['parent']);
    expect(report).toMatchObject({ problems: [], kept: [], archived: [], lost: [{ feature: 'parent' }] });
    expect(keysOf(report)).toEqual(['parent']);
    expect(keysOf(await importSome(environment, ['dutch']))).toEqual(['unleash-segment-1', 'dutch']);
    const rest = await importSome(environment);
    expect(keysOf(rest)).toEqual(['unleash-segment-2', 'child', 'grandchild']);
    expect(rest.archived).toEqual(['old']);
  });

  it('names a feature that requires one that is neither selected nor here', async () => {
    const environment = await api.newEnvironment();
    const report = await importSome(environment, ['child', 'custom']);
    expect(keysOf(report)).toEqual([]);
    expect(problemsOf(report)).toEqual([
      expect.stringMatching(/^custom: its rule is in the code/),
      'child: it requires "parent", which is not imported',
    ]);
    await importSome(environment, ['parent']);
    expect(keysOf(await importSome(environment, ['child']))).toEqual(['child']);
  });

  it('names a feature that requires one that is different here, even if that one is not selected', async () => {
    const environment = await api.newEnvironment();
    await api.as('editor').flags.create({ environment, key: 'parent' });
    const problems = ['child: it requires "parent", which is different here'];
    for (const update of [false, true])
      expect(problemsOf(await importSome(environment, ['child'], { update }))).toEqual(problems);
    expect(keysOf(await importSome(environment, ['child', 'parent'], { update: true }))).toEqual(['parent', 'child']);
  });

  it('names every feature that depends on a segment that is different here, directly or not', async () => {
    const environment = await api.newEnvironment();
    const condition = { attribute: 'country', operator: 'in' as const, values: ['BE'] };
    await api.as('editor').segments.create({ environment, key: 'unleash-segment-1', condition });
    expect(problemsOf(await importSome(environment, ['dutch', 'grandchild']))).toEqual([
      'dutch: it uses the segment "unleash-segment-1", which is different here',
      'grandchild: it requires "dutch", which is not imported',
    ]);
  });

  it('refuses a feature that the export does not have', async () => {
    const failure = await failureFrom(importSome(await api.newEnvironment(), ['parent', 'parrot']));
    const message = 'the export has no feature "parrot"';
    expect(failure).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ path: 'features.1', message }] });
  });
});

describe('15.6 the environments of an export', () => {
  const environments = ['live', 'staging'].map((name) => ({ name, enabled: true, strategies: [] }));
  const both = { features: [{ name: 'both', environments }] };

  it('are listed, with where each one goes', async () => {
    const target = await api.newEnvironment();
    const plan = async (fields: object) =>
      (await api.as('viewer').unleash.plan({ document: both, ...fields })).environments;
    expect(await plan({ environments: {} })).toEqual([
      { name: 'live', into: null },
      { name: 'staging', into: null },
    ]);
    expect(await plan({ environments: { live: target } })).toEqual([
      { name: 'live', into: target },
      { name: 'staging', into: null },
    ]);
    const nameless = { document, environments: {} };
    expect((await api.as('viewer').unleash.plan(nameless)).environments).toEqual([{ name: null, into: null }]);
    expect((await importSome(target, ['parent'])).environments).toEqual([{ name: null, into: target }]);
  });

  it('cannot share one here', async () => {
    const target = await api.newEnvironment();
    const call = api.as('editor').unleash.import({ document: both, environments: { live: target, staging: target } });
    const message = 'Two environments of Unleash cannot go to the same one here.';
    expect(await failureFrom(call)).toMatchObject({ details: [{ path: 'environments', message }] });
  });
});
