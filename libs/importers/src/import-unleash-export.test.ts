import { DomainError } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importStates } from './import-state.ts';
import { importUnleash } from './import-unleash.ts';
import { importUnleashExport, type UnleashExportOptions } from './import-unleash-export.ts';
import { asFlat, asNested, asSelection, asTables, sharing } from './test-exports.ts';
import { aFeature, aStrategy, type Json } from './test-features.ts';
import { STATE } from './test-states.ts';

function refusal(document: unknown, options?: UnleashExportOptions): readonly string[] {
  try {
    importUnleashExport(document, options);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError) || error.failure.code !== 'VALIDATION_FAILED') throw error;
    return error.failure.details.map(({ path, message }) => `${path}: ${message}`);
  }
}

/** A feature of an export with lists of their own, in one environment. */
function tablesWith({ feature = {}, entry = {}, strategies = [{}] }: Record<string, Json | Json[]> = {}): Json {
  return {
    features: [{ name: 'feature', ...feature }],
    featureStrategies: (strategies as Json[]).map((strategy) => ({
      ...{ featureName: 'feature', name: 'default' },
      ...strategy,
    })),
    featureEnvironments: [{ featureName: 'feature', environment: 'live', enabled: true, ...entry }],
  };
}

function problemsOf(document: Json): readonly string[] {
  const { environments } = importUnleashExport(document);
  return environments.flatMap(({ problems }) => problems.map(({ construct, message }) => `${construct}: ${message}`));
}

describe('15.6 an export of Unleash', () => {
  it('becomes the same flags as the response for SDKs, in every format', () => {
    let flags = 0;
    fc.assert(
      fc.property(STATE, STATE, (staging, other) => {
        const live = sharing(staging, other);
        const states = Object.entries({ staging, live });
        const inputs = states.map(([environment, state]) => ({ environment, state, refused: [] }));
        const expected = importStates(inputs, new Map());
        const tables = asTables({ staging, live });
        for (const document of [tables, { ...tables, version: 4 }, asNested({ staging, live })]) {
          const { environments } = importUnleashExport(document);
          expect(environments.map(({ name }) => name)).toEqual(['staging', 'live']);
          expect(environments).toMatchObject(expected);
        }
        const single = importUnleash(staging, { environment: 'staging' });
        const only = { environment: 'staging' };
        for (const document of [asSelection(staging), asFlat(staging), staging]) {
          expect(importUnleashExport(document, only).environments).toMatchObject([single]);
        }
        flags += single.ruleset.flags.length;
      }),
      { numRuns: 50 },
    );
    // Without this check, importing nothing would pass too.
    expect(flags).toBeGreaterThan(50);
  });

  it('goes into the environments of the map, and into no others', () => {
    const state = { features: [{ name: 'feature', enabled: true, strategies: [] }] };
    const document = asNested({ staging: state, live: state });
    const { environments } = importUnleashExport(document, { environments: { live: 'production' } });
    expect(environments.map(({ name, ruleset }) => [name, ruleset.environment])).toEqual([['live', 'production']]);
    expect(refusal(document, { environments: { lvie: 'production' } })).toEqual([
      'environments.lvie: the export has no environment "lvie", only "staging", "live"',
    ]);
    expect(refusal(document, { environment: 'production' })).toEqual([
      'document: has the environments "staging", "live": say where each one goes',
    ]);
  });

  it('says that its environment has no name, unless Unleash says which one it is', () => {
    const nameless = { version: 2, features: [aFeature()], segments: [] };
    expect(refusal(nameless)).toEqual(['document: does not name its environment: say into which one it goes']);
    expect(refusal(nameless, { environments: { live: 'production' } })).toEqual([
      'environments.live: the export has no environment "live", only one without a name',
    ]);
    const named = { ...nameless, query: { environment: 'live', inlineSegmentConstraints: true } };
    expect(importUnleashExport(named).environments[0]?.ruleset.environment).toBe('live');
    expect(importUnleashExport({ features: [], featureStrategies: [], featureEnvironments: [] }).environments).toEqual(
      [],
    );
    const empty = { features: [], featureStrategies: [], featureEnvironments: [] };
    expect(importUnleashExport(empty, { environment: 'production' }).environments).toEqual([]);
  });

  it.each([
    [undefined, 'document: is not an export of Unleash: it has no list of features'],
    [null, 'document: is not an export of Unleash: it has no list of features'],
    [{ toggles: [] }, "document: is a response of Unleash's frontend API, which holds results for one user"],
    [{ events: [] }, "document: is a response of Unleash's delta API, which holds changes"],
    [{ name: 'feature', environments: [] }, 'document: is a single feature of the admin API'],
    [{ ...tablesWith(), version: 6 }, 'document.version: is not 3, 4 or 5'],
    [{ ...tablesWith(), changes: [] }, 'document: has the unknown field "changes", which could change the result'],
    [{ features: [], featureStrategies: [] }, 'document.featureEnvironments: must be a list'],
    [{ features: [], featureEnvironments: [] }, 'document.featureStrategies: must be a list'],
    [{ version: 3, features: [], strategies: [] }, 'document.version: is not 1 or 2'],
  ])('is refused if it is something else: %j', (document, message) => {
    const [refused] = refusal(document, { environment: 'live' });
    expect(refused).toContain(message);
  });

  it('leaves out archived features, and lists them', () => {
    const at = '2026-01-01T00:00:00Z';
    const features = [
      aFeature(),
      aFeature({ name: 'old', archived: true }),
      aFeature({ name: 'gone', archivedAt: at }),
    ];
    const { environments, archived } = importUnleashExport({ features }, { environment: 'live' });
    expect(archived).toEqual(['gone', 'old']);
    expect(environments[0]?.ruleset.flags.map(({ key }) => key)).toEqual(['feature']);
    expect(environments[0]?.problems).toEqual([]);
  });

  it('leaves out disabled strategies, and names a feature that has no others', () => {
    const off = { disabled: true, name: 'userWithId', parameters: { userIds: 'ann' } };
    const { environments } = importUnleashExport(tablesWith({ strategies: [off, {}] }));
    expect(environments[0]?.ruleset.flags[0]?.rules.map(({ description }) => description)).toEqual([
      'Unleash strategy "default"',
    ]);
    expect(problemsOf(tablesWith({ strategies: [off] }))).toEqual([
      'strategies.0.disabled: the strategy is disabled, and Unleash does not send disabled strategies to SDKs',
    ]);
    const [feature] = [aFeature({ strategies: [aStrategy('userWithId', { userIds: 'ann' }, { disabled: true })] })];
    const flat = { version: 1, features: [feature], strategies: [] };
    expect(importUnleashExport(flat, { environment: 'live' }).environments[0]?.problems).toHaveLength(1);
  });

  it('leaves out features that its environment does not have', () => {
    const document = tablesWith({ entry: { featureName: 'other' } });
    expect(importUnleashExport(document).environments[0]?.ruleset.flags).toEqual([]);
    const nested = { features: [{ name: 'feature', environments: [] }, asNestedFeature('other')] };
    expect(importUnleashExport(nested).environments[0]?.ruleset.flags.map(({ key }) => key)).toEqual(['other']);
  });

  it('names a feature whose parts contradict each other', () => {
    const variants = [{ name: 'blue', weight: 1000 }];
    expect(problemsOf(tablesWith({ feature: { variants }, entry: { variants: [] } }))).toEqual([
      'variants: the feature has some, but none in this environment',
    ]);
    expect(problemsOf(tablesWith({ feature: { variants } }))).toEqual([]);
    const nested = { ...asNestedFeature('feature', { variants: [] }), variants };
    expect(problemsOf({ features: [nested] })).toEqual([
      'variants: the feature has some, but none in this environment',
    ]);
    const two = tablesWith();
    const both = ['live', 'staging'].map((environment) => ({ featureName: 'feature', environment, enabled: true }));
    expect(problemsOf({ ...two, featureEnvironments: both })).toEqual([
      'strategies: they do not say to which environment they belong',
      'strategies: they do not say to which environment they belong',
    ]);
    const unknown = { features: [{ name: 'feature', environments: [{ name: 'live', enabled: true }] }] };
    expect(problemsOf(unknown)[0]).toContain('this export omits for whom the feature is on');
  });

  it('names a feature with release plans, and other unknown fields of its environment', () => {
    const unknown = ['environment: has the unknown field "releasePlans", which could change the result'];
    const plans = { releasePlans: [{ id: 'a' }] };
    expect(problemsOf(tablesWith({ entry: plans }))).toEqual(unknown);
    expect(problemsOf({ features: [asNestedFeature('feature', plans)] })).toEqual(unknown);
    for (const nothing of [[], null]) expect(problemsOf(tablesWith({ entry: { releasePlans: nothing } }))).toEqual([]);
    expect(problemsOf(tablesWith({ strategies: [{ milestoneId: null }] }))).toEqual([]);
    expect(problemsOf(tablesWith({ strategies: [{ milestoneId: 'a' }] }))).toEqual([
      'strategies.0.milestoneId: the strategy belongs to a release plan, which starts and ends it',
    ]);
  });

  it('names a feature in a segment whose constraints the export omits', () => {
    const document = { ...tablesWith({ strategies: [{ segments: [7] }] }), segments: [{ id: 7, name: 'insiders' }] };
    expect(problemsOf(document)[0]).toContain('segment 7: ');
  });

  it('takes titles, descriptions, tags and projects along, and says what is lost', () => {
    const feature = {
      ...{ description: 'On one page', project: 'shop', stale: true, type: 'release', impressionData: true },
      tags: [{ type: 'simple', value: 'checkout' }, { value: 'team:shop' }, 5],
    };
    const document = {
      ...tablesWith({ feature, strategies: [{ title: 'Insiders first' }] }),
      featureTags: [{ featureName: 'feature', tagType: 'jira', tagValue: 'SHOP-1' }, { featureName: 'feature' }],
    };
    const { about, environments } = importUnleashExport(document);
    expect(about.get('feature')).toEqual({
      description: 'On one page',
      tags: ['jira:SHOP-1', 'checkout', 'team:shop', 'project:shop', 'stale'],
      lost: ['type', 'impressionData'],
    });
    expect(environments[0]?.ruleset.flags[0]?.rules[0]?.description).toBe('Insiders first');
  });

  it('says which tags and descriptions do not fit', () => {
    const tags = Array.from({ length: 30 }, (_, index) => ({ type: 'simple', value: `tag-${index}` }));
    const long = { ...aFeature({ description: 'x'.repeat(2_000), tags }) };
    const odd = aFeature({ name: 'odd', description: 5, project: 'default', tags: [{ value: '***' }] });
    const { about } = importUnleashExport({ features: [long, odd, 5] }, { environment: 'live' });
    expect(about.get('feature')).toMatchObject({ lost: ['description', 'tags'] });
    expect(about.get('feature')?.tags).toHaveLength(20);
    expect(about.get('odd')).toEqual({ description: '', tags: [], lost: ['tags'] });
  });
});

function asNestedFeature(name: string, environment: Json = {}): Json {
  return { name, environments: [{ name: 'live', enabled: true, strategies: [], ...environment }] };
}
