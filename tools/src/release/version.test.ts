import { expect, it } from 'vitest';
import { nextMinor, versionProblem } from './version.ts';

it('the next minor version has no patches', () => expect(nextMinor('0.1.3')).toBe('0.2.0'));

it.each([
  ['0.1.1', false],
  ['0.2.0', true],
  ['1.0.0', true],
  ['0.10.0', true],
  ['0.1.0', false],
])('%s can follow 0.1.0, which was released: %s', (version, isTagged) => {
  expect(versionProblem(version, '0.1.0', isTagged)).toBeUndefined();
});

it.each([
  ['0.1.0', 'was released before'],
  ['0.0.9', 'is older than 0.1.0'],
  ['minor', 'is not a version such as 0.2.0'],
  ['1.0', 'is not a version'],
  ['v1.0.0', 'is not a version'],
])('%s cannot follow 0.1.0', (version, problem) => {
  expect(versionProblem(version, '0.1.0', true)).toContain(problem);
});
