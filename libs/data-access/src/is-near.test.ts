import { expect, it } from 'vitest';
import { isNear } from './is-near.ts';

it.each([
  ['postgres://localhost/burgee', true],
  ['postgres://127.0.0.1:5432/burgee', true],
  ['redis://[::1]:6379', true],
  ['postgres://postgres:5432/burgee', true],
  ['postgres://%2Fvar%2Frun%2Fpostgresql/burgee', true],
  ['postgres://db.example.com/burgee?host=/tmp', true],
  ['postgres://db.example.com/burgee', false],
  ['postgres://10.0.0.7/burgee', false],
  ['postgres://[2001:db8::1]/burgee', false],
])('14.3 %s is near: %s', (url, expected) => {
  expect(isNear(url)).toBe(expected);
});
