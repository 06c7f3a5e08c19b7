import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAllowed, Session } from './access.ts';
import { EnvironmentKey } from './ids.ts';
import { ownValue } from './own-value.ts';

const INHERITED = Object.getOwnPropertyNames(Object.prototype);

describe('A8 a record’s own value', () => {
  it.each(INHERITED)('is not the inherited %s', (name) => {
    expect(ownValue({}, name)).toBeUndefined();
    expect(ownValue(Object.fromEntries([[name, 'own']]), name)).toBe('own');
  });

  it('is the value of the entry with that name', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.string(), (record, name) => {
        expect(ownValue(record, name)).toBe(new Map(Object.entries(record)).get(name));
      }),
    );
  });

  it('lets the global role apply in an environment named constructor', () => {
    const session = Session.parse({ actor: 'amy', name: 'Amy', role: 'admin', roles: {}, reach: null });
    expect(isAllowed(session, 'environments:write', EnvironmentKey.parse('constructor'))).toBe(true);
    const limited = Session.parse({ ...session, roles: { constructor: 'viewer' } });
    expect(isAllowed(limited, 'environments:write', EnvironmentKey.parse('constructor'))).toBe(false);
  });
});
