import { aFlag, aGlobalOverride, anEmergencyOverride, aSessionOverride, aUserOverride } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { ask } from '../../test-ask.ts';
import { givenIds, NO_IDS, noteOf, whomOf } from './ids.ts';

describe('the ids that a verdict is for', () => {
  it('leave out those that nobody entered', () => {
    expect(givenIds({ ...NO_IDS, userId: 'ada' })).toEqual({ userId: 'ada' });
  });

  it('are named by the user, else the session, else the test run', () => {
    expect(whomOf({ userId: 'ada', sessionId: 's', testRunId: 't' })).toBe('ada');
    expect(whomOf({ ...NO_IDS, sessionId: 's', testRunId: 't' })).toBe('the session s');
    expect(whomOf({ ...NO_IDS, testRunId: 't' })).toBe('the test run t');
    expect(whomOf(NO_IDS)).toBe('everyone else');
  });
});

describe('the note on overrides without an effect', () => {
  const noteFor = (given: Parameters<typeof ask>[0]) => noteOf(ask(given).explanation);

  it('names those that a layer above shadows', () => {
    const overrides = [anEmergencyOverride(), aUserOverride(), aGlobalOverride()];
    expect(noteFor({ flags: [aFlag()], overrides })).toBe(
      'The user and global overrides have no effect: a layer above decides.',
    );
    expect(noteFor({ flags: [aFlag({ enabled: false })], overrides: [aGlobalOverride()] })).toBe(
      'The global override has no effect: a layer above decides.',
    );
  });

  it('says that the environment does not permit session overrides', () => {
    const context = { sessionId: 'session-1' };
    const given = { flags: [aFlag()], context, permitsSessionOverrides: false };
    expect(noteFor({ ...given, overrides: [aSessionOverride({ value: true })] })).toContain('does not permit');
    expect(noteFor({ ...given, overrides: [] })).toBeUndefined();
  });
});
