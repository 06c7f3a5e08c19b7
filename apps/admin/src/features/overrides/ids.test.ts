import { aFlag, aGlobalOverride, anEmergencyOverride, aSessionOverride, aUserOverride } from '@burgee/testing';
import { describe, expect, it } from 'vitest';
import { ask } from '../../test-ask.ts';
import { describeIds, enteredIds, NO_IDS, noEffectNote } from './ids.ts';

describe('the ids of a verdict', () => {
  it('leave out empty ids', () => {
    expect(enteredIds({ ...NO_IDS, userId: 'ada' })).toEqual({ userId: 'ada' });
  });

  it('are described by the user, else the session, else the test run', () => {
    expect(describeIds({ userId: 'ada', sessionId: 's', testRunId: 't' })).toBe('ada');
    expect(describeIds({ ...NO_IDS, sessionId: 's', testRunId: 't' })).toBe('the session s');
    expect(describeIds({ ...NO_IDS, testRunId: 't' })).toBe('the test run t');
    expect(describeIds(NO_IDS)).toBe('everyone else');
  });
});

describe('the note on overrides without effect', () => {
  const noteFor = (given: Parameters<typeof ask>[0]) => noEffectNote(ask(given).explanation);

  it('names the overrides that a higher layer shadows', () => {
    const overrides = [anEmergencyOverride(), aUserOverride(), aGlobalOverride()];
    expect(noteFor({ flags: [aFlag()], overrides })).toBe(
      'The user and global overrides have no effect: a higher layer decides.',
    );
    expect(noteFor({ flags: [aFlag({ enabled: false })], overrides: [aGlobalOverride()] })).toBe(
      'The global override has no effect: a higher layer decides.',
    );
  });

  it('explains that the environment does not permit session overrides', () => {
    const context = { sessionId: 'session-1' };
    const given = { flags: [aFlag()], context, permitsSessionOverrides: false };
    expect(noteFor({ ...given, overrides: [aSessionOverride({ value: true })] })).toContain('does not permit');
    expect(noteFor({ ...given, overrides: [] })).toBeUndefined();
  });
});
