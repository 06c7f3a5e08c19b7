import { describe, expect, it } from 'vitest';
import { isAllowed, PERMISSIONS, Role, Session, type Permission } from './access.ts';

/** Who may do what. */
const TABLE: Record<Permission, Role[]> = {
  'flags:read': ['viewer', 'editor', 'admin'],
  'flags:write': ['editor', 'admin'],
  'segments:read': ['viewer', 'editor', 'admin'],
  'segments:write': ['editor', 'admin'],
  'overrides:read': ['viewer', 'editor', 'admin'],
  'overrides:write': ['editor', 'admin'],
  'overrides:emergency': ['admin'],
  'environments:read': ['viewer', 'editor', 'admin'],
  'environments:write': ['admin'],
  'audit:read': ['viewer', 'editor', 'admin'],
  'evaluation:explain': ['viewer', 'editor', 'admin'],
};

describe('A1 the table of roles', () => {
  it('names every permission', () => {
    expect(Object.keys(TABLE).sort()).toEqual(Object.keys(PERMISSIONS).sort());
  });

  const cells = Object.entries(TABLE).flatMap(([permission, roles]) =>
    Role.options.map((role) => [role, roles.includes(role) ? 'may' : 'may not', permission as Permission] as const),
  );
  it.each(cells)('%s %s %s', (role, may, permission) => {
    expect(isAllowed(role, permission)).toBe(may === 'may');
  });
});

it.each([
  { actor: 'ada', role: 'owner' },
  { actor: '', role: 'admin' },
  { actor: 'ada' },
  { role: 'admin' },
  { actor: 'ada', role: 'admin', scope: 'everything' },
])('A1 %j is no session', (session) => {
  expect(Session.safeParse(session).success).toBe(false);
});
