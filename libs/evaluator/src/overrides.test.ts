import type { EvaluationContext } from '@burgee/contracts';
import {
  aGlobalOverride,
  anEmergencyOverride,
  aSessionOverride,
  aTestingOverride,
  aUserOverride,
} from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { overridesFor } from './overrides.ts';

describe('overridesFor', () => {
  const mine = { userId: 'ada', sessionId: 'session-1', testRunId: 'run-1' };
  const forMe = [aUserOverride(), aSessionOverride({ flagKey: 'other' }), aTestingOverride()] as const;
  const forOthers = [
    aUserOverride({ target: 'grace' }),
    aSessionOverride({ target: 'session-2' }),
    aTestingOverride({ target: 'run-2' }),
    // An id of one kind does not count for another kind.
    aUserOverride({ target: 'session-1' }),
    aSessionOverride({ target: 'ada' }),
    aTestingOverride({ target: 'ada' }),
  ];

  it('selects the overrides for the ids of a context, by flag', () => {
    const found = overridesFor([...forOthers, ...forMe, ...forOthers], mine);
    expect(found).toEqual({
      user: new Map([['flag', forMe[0]]]),
      session: new Map([['other', forMe[1]]]),
      testing: new Map([['flag', forMe[2]]]),
    });
  });

  it('ignores global and emergency overrides, which are in the ruleset', () => {
    const { user, session, testing } = overridesFor([aGlobalOverride(), anEmergencyOverride()], mine);
    expect([user.size, session.size, testing.size]).toEqual([0, 0, 0]);
  });

  it('selects nothing for an id that is not valid, but those of the other ids, like the server', () => {
    const { user, session, testing } = overridesFor(forMe, { ...mine, userId: '' });
    expect([user.size, session.size, testing.size]).toEqual([0, 1, 1]);
  });

  it('selects nothing for a context without ids or an unreadable context', () => {
    const unreadable = {
      get userId() {
        throw new Error('no');
      },
    };
    for (const context of [{}, null, undefined, 'ada', unreadable]) {
      const { user, session, testing } = overridesFor(forMe, context as EvaluationContext);
      expect([user.size, session.size, testing.size]).toEqual([0, 0, 0]);
    }
  });
});
