import { expect, it } from 'vitest';
import { closest } from './closest.ts';

const ENVIRONMENTS = ['development', 'production', 'staging'];

it.each([
  ['prodcution', 'production'],
  ['prod', 'production'],
  ['stagin', 'staging'],
  ['dev', 'development'],
  ['p', undefined],
  ['test', undefined],
  ['', undefined],
])('14.3 "%s" is closest to %s', (text, expected) => {
  expect(closest(text, ENVIRONMENTS)).toBe(expected);
});
