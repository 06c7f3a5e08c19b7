import { DomainError, TargetId } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { listedWishes } from './listed-users.ts';

const now = new Date('2026-11-28T12:00:00Z');
const ann = TargetId.parse('ann');
const NUL = String.fromCharCode(0);

function detailsOf(input: Parameters<typeof listedWishes>[0]): { path: string }[] {
  try {
    listedWishes(input, now);
  } catch (error) {
    if (error instanceof DomainError && error.failure.code === 'VALIDATION_FAILED') return error.failure.details;
    throw error;
  }
  return expect.fail('the list was accepted');
}

it('a text that cannot be stored is reported at its field', () => {
  const reason = `no${NUL}`;
  const userId = TargetId.parse(`a${NUL}`);
  expect(detailsOf({ users: [ann], reason })).toMatchObject([{ path: 'users.0' }]);
  expect(detailsOf({ users: [{ userId: ann, reason }] })).toMatchObject([{ path: 'users.0.reason' }]);
  expect(detailsOf({ users: [userId, { userId }] })).toMatchObject([{ path: 'users.0' }, { path: 'users.1.userId' }]);
});
