import { DomainError } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { importUnleash } from './import-unleash.ts';
import { aFeature, aStrategy, isOn, problemsOf } from './test-features.ts';

function refusalOf(state: unknown): string | undefined {
  try {
    importUnleash(state);
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.message;
  }
}

describe('B.8 a feature of another format', () => {
  it.each([
    ['without strategies', { name: 'feature', enabled: true }, 'strategies'],
    ['with null for its strategies', aFeature({ strategies: null }), 'strategies'],
    [
      'with strategies by environment',
      aFeature({ environments: [{ name: 'production', enabled: false, strategies: [] }] }),
      'environments',
    ],
    ['with no environments', aFeature({ environments: [] }), 'environments'],
    ['with a single strategy', aFeature({ strategy: 'default' }), 'strategy'],
    ['with parameters', aFeature({ parameters: { userIds: 'ada' } }), 'parameters'],
    [
      'with a disabled strategy',
      aFeature({ strategies: [{ name: 'default', disabled: true }] }),
      'strategies.0.disabled',
    ],
    ['that is archived', aFeature({ archived: true }), 'archived'],
    ['that was archived', aFeature({ archivedAt: '2026-01-01T00:00:00Z' }), 'archivedAt'],
    ['with an unknown field', aFeature({ expiresAt: '2026-01-01T00:00:00Z' }), 'feature'],
    ['with a field that every object inherits', aFeature(JSON.parse('{"__proto__":{"enabled":false}}')), 'feature'],
    ['with text for a boolean', aFeature({ enabled: 'true' }), 'enabled'],
  ])('%s is a problem instead of being on for everyone', (_name, feature, construct) => {
    expect(problemsOf([feature])).toEqual([`feature: ${construct}`]);
  });

  it('names unknown fields', () => {
    const [problem] = importUnleash({ features: [aFeature({ rolloutt: 5, cohort: 'a' })] }).problems;
    expect(problem?.message).toBe('has the unknown fields "rolloutt", "cohort", which could change the result');
    const [other] = importUnleash({ features: [aFeature({ cohort: 'a' })] }).problems;
    expect(other?.message).toBe('has the unknown field "cohort", which could change the result');
  });

  it('can have fields that no SDK reads', () => {
    const unread = {
      ...{ type: 'release', description: null, project: 'default', stale: true, impressionData: true },
      ...{ createdAt: '2026-01-01T00:00:00Z', lastSeenAt: null, createdBy: 'ada', favorite: true, tags: [], links: [] },
      ...{ lifecycle: { stage: 'live' }, archived: false, archivedAt: null, segments: [404] },
    };
    expect(isOn(aFeature({ ...unread, strategies: [aStrategy('default')] }))).toBe(true);
  });
});

describe('B.8 a state of another format', () => {
  it.each([
    ['an export of the admin UI', { features: [], featureStrategies: [], featureEnvironments: [], segments: [] }],
    ['an export without strategies', { features: [], featureEnvironments: [] }],
    ['an old export of the state', { version: 1, features: [aFeature()], strategies: [] }],
    ['a newer export of the state', { version: 4, features: [], projects: [], environments: [] }],
    ['a feature of the admin API', { name: 'feature', environments: [] }],
    ['a response of the frontend API', { toggles: [] }],
    ['a response of the delta API', { events: [] }],
  ])('is rejected with advice on what to import instead: %s', (_name, state) => {
    expect(refusalOf(state)).toMatch(/^state: is an? .* Import the response of GET \/api\/client\/features instead/);
  });

  it('is recognized only by its own fields', () => {
    expect(refusalOf(null)).not.toMatch('api/client');
    expect(refusalOf({ features: [], segments: [], version: 2, query: {}, meta: { revisionId: 1 } })).toBeUndefined();
  });
});
