import { describe, expect, it } from 'vitest';
import { StartLoginInput, UserCode } from './device-login.ts';

describe('14.3 a user code', () => {
  it.each(['BCDF-GHJK', 'bcdf-ghjk', ' BCDFGHJK ', 'bcdfGHJK'])('is the same however it is typed: %j', (typed) => {
    expect(UserCode.parse(typed)).toBe('BCDF-GHJK');
  });

  it.each(['', 'BCDF', 'BCDF-GHJA', 'BCDF-GHJ1', 'BCDF--GHJK', 'BCDF-GHJK-L'])('is refused: %j', (typed) => {
    expect(UserCode.safeParse(typed).error?.issues[0]?.message).toBe('use a code like BCDF-GHJK');
  });
});

it.each(['a\u202eb', 'a\u0007', ' ', 'x'.repeat(81)])('14.3 a host that could mislead is refused: %j', (host) => {
  expect(StartLoginInput.safeParse({ host }).success).toBe(false);
});
