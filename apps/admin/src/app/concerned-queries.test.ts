import type { AppRouter } from '@burgee/api-client';
import { EnvironmentKey } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { isConcerned } from './concerned-queries.ts';

type Routers = AppRouter['_def']['record'];
/** Every query procedure of the server: `flags.list`. */
type QueryPath = {
  [R in keyof Routers]: {
    [P in keyof Routers[R] & string]: Routers[R][P] extends { _def: { type: 'query' } } ? `${R}.${P}` : never;
  }[keyof Routers[R] & string];
}[keyof Routers];

type Concern = 'own environment' | 'any environment' | 'access';

const OWN: readonly Concern[] = ['own environment'];
const ANY: readonly Concern[] = ['own environment', 'any environment'];
const ACCESS: readonly Concern[] = ['access'];

// A new query procedure does not compile until it is listed here.
const CONCERNS = {
  'flags.list': OWN,
  'flags.table': [...ANY, 'access'],
  'flags.tags': OWN,
  'flags.get': OWN,
  'flags.unleash': OWN,
  'flags.usage': OWN,
  'flags.usageSummary': OWN,
  'overrides.list': OWN,
  'overrides.forFlag': OWN,
  'overrides.forUser': OWN,
  'overrides.resolve': OWN,
  'overrides.forSession': OWN,
  'segments.list': OWN,
  'segments.get': OWN,
  'segments.usage': OWN,
  'environments.list': ANY,
  'environments.get': ANY,
  'environments.exportFile': ANY,
  'environments.planFile': ANY,
  'unleash.plan': [...ANY, 'access'],
  'evaluation.evaluate': OWN,
  'evaluation.evaluateAll': OWN,
  'evaluation.explain': OWN,
  'evaluation.explainAll': OWN,
  'evaluation.explainContexts': OWN,
  'audit.list': [...OWN, 'access'],
  'audit.actorName': ACCESS,
  'audit.verify': [...ANY, 'access'],
  'diagnostics.get': [...ANY, 'access'],
  'keys.list': ACCESS,
  'connections.list': ACCESS,
  'connections.unmapped': OWN,
  'people.list': ACCESS,
  'people.invitations': ACCESS,
  'session.me': ACCESS,
  'session.signInOptions': ACCESS,
  'session.invitation': ACCESS,
  'session.passwordLink': ACCESS,
  'session.waitingLogin': [],
} as const satisfies Record<QueryPath, readonly Concern[]>;

const [staging, production] = [EnvironmentKey.parse('staging'), EnvironmentKey.parse('production')];
const keyOf = (path: string, input: object | undefined, type = 'query') => [path.split('.'), { input, type }];

describe('the changes that concern a query', () => {
  it.each(Object.entries(CONCERNS))('%s: %j', (path, expected: readonly Concern[]) => {
    const key = keyOf(path, { environment: 'staging', key: 'checkout' });
    expect(isConcerned(key, staging)).toBe(expected.includes('own environment'));
    expect(isConcerned(key, production)).toBe(expected.includes('any environment'));
    expect(isConcerned(key, null)).toBe(expected.includes('access'));
  });

  it('of all environments are those of each', () => {
    const key = keyOf('audit.list', { limit: 50 }, 'infinite');
    expect([staging, production, null].map((changed) => isConcerned(key, changed))).toEqual([true, true, true]);
  });

  it.each([
    ['a procedure without a rule', keyOf('webhooks.list', { environment: 'staging' })],
    ['a name that every object inherits', keyOf('constructor', { environment: 'staging' })],
    ['no input', [['flags', 'list']]],
    ['a path that is not one of tRPC', ['table']],
    ['an empty path', [[]]],
    ['an empty key', []],
  ])('are all changes of any environment for %s', (_, key) => {
    expect([staging, production].map((changed) => isConcerned(key, changed))).toEqual([true, true]);
  });

  it('are those of access too for a procedure without a rule', () => {
    expect(isConcerned(keyOf('webhooks.list', { environment: 'staging' }), null)).toBe(true);
  });
});
