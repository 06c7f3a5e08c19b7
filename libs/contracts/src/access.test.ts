import { describe, expect, it } from 'vitest';
import { isAllowed, type Permission, PERMISSIONS, Role, Session } from './access.ts';
import { EnvironmentKey } from './ids.ts';

/** The roles that have each permission. Those in `EVERYWHERE` require the global role. */
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
  'environments:create': ['admin'],
  'audit:read': ['viewer', 'editor', 'admin'],
  'evaluation:explain': ['viewer', 'editor', 'admin'],
  'keys:read': ['admin'],
  'keys:write': ['admin'],
  'people:read': ['admin'],
  'people:write': ['admin'],
  'diagnostics:read': ['admin'],
};
const EVERYWHERE: Permission[] = ['environments:create', 'people:read', 'people:write', 'diagnostics:read'];

const [staging, production] = ['staging', 'production'].map((key) => EnvironmentKey.parse(key)) as [
  EnvironmentKey,
  EnvironmentKey,
];
const permissions = Object.keys(TABLE) as Permission[];

function aSession(fields: Partial<Session>): Session {
  return { actor: 'ada', name: 'Ada', role: 'viewer', roles: {}, reach: null, ...fields };
}

describe('A1 the table of roles', () => {
  it('names every permission', () => {
    expect(permissions.toSorted()).toEqual(Object.keys(PERMISSIONS).sort());
  });

  const cells = permissions.flatMap((permission) =>
    Role.options.map((role) => [role, TABLE[permission].includes(role) ? 'may' : 'may not', permission] as const),
  );
  it.each(cells)('%s %s %s', (role, may, permission) => {
    expect(isAllowed(aSession({ role }), permission, production)).toBe(may === 'may');
    expect(isAllowed(aSession({ role }), permission)).toBe(may === 'may');
  });

  it.each(cells)(
    'a role of %s in one environment %s %s there, unless the permission is global',
    (role, may, permission) => {
      const session = aSession({ roles: { [staging]: role } });
      const isEverywhere = EVERYWHERE.includes(permission);
      expect(isAllowed(session, permission, staging)).toBe(may === 'may' && !isEverywhere);
      expect(isAllowed(session, permission, production)).toBe(TABLE[permission].includes('viewer'));
      expect(isAllowed(session, permission)).toBe(TABLE[permission].includes('viewer'));
    },
  );

  it.each(permissions)(
    'an admin who is only a viewer in one environment is limited to viewing there: %s',
    (permission) => {
      const session = aSession({ role: 'admin', roles: { [production]: 'viewer' } });
      const isEverywhere = EVERYWHERE.includes(permission);
      expect(isAllowed(session, permission, production)).toBe(isEverywhere || TABLE[permission].includes('viewer'));
      expect(isAllowed(session, permission, staging)).toBe(true);
    },
  );

  it.each(permissions)(
    'a session with access to one environment does not have %s in others or globally',
    (permission) => {
      const session = aSession({ role: 'admin', reach: [staging] });
      expect(isAllowed(session, permission, staging)).toBe(!EVERYWHERE.includes(permission));
      expect(isAllowed(session, permission, production)).toBe(false);
      expect(isAllowed(session, permission)).toBe(false);
    },
  );
});

it.each([
  { role: 'owner' },
  { actor: '' },
  { role: undefined },
  { actor: undefined },
  { scope: 'everything' },
  { roles: { production: 'owner' } },
  { reach: 'all' },
])('A1 a session with %j is not valid', (fields) => {
  const session = { actor: 'ada', name: 'Ada', role: 'admin', roles: {}, reach: null };
  expect(Session.safeParse(session).success).toBe(true);
  expect(Session.safeParse({ ...session, ...fields }).success).toBe(false);
});
