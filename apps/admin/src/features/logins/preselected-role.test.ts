import { expect, it } from 'vitest';
import { preselectedRole } from './preselected-role.ts';

it.each([
  ['viewer', 'admin', 'viewer'],
  ['editor', 'admin', 'editor'],
  ['editor', 'viewer', 'viewer'],
  ['admin', 'admin', 'editor'],
  ['admin', 'viewer', 'viewer'],
] as const)(
  '14.3 a program that asks for %s, and a person who is %s: %s is preselected',
  (role, highestRole, expected) => {
    expect(preselectedRole({ role, highestRole })).toBe(expected);
  },
);
