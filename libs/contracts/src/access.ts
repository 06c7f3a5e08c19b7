import { z } from 'zod';
import { EnvironmentKey } from './ids.ts';
import { ownValue } from './own-value.ts';

/** Each role may do what the ones before it may. */
export const Role = z.enum(['viewer', 'editor', 'admin']);
export type Role = z.infer<typeof Role>;

/** Roles in single environments, in place of the role everywhere else. */
export const EnvironmentRoles = z.record(EnvironmentKey, Role);
export type EnvironmentRoles = z.infer<typeof EnvironmentRoles>;

/** Who is asking: a person, the bearer of a verified token, or an admin key. */
export const Session = z.strictObject({
  /** An id that no one else has; see actor.ts. */
  actor: z.string().min(1).max(255),
  /** For people to read: an address, the name of a key, the subject of a token. */
  name: z.string().min(1).max(255),
  role: Role,
  roles: EnvironmentRoles,
  /** The only environments that are within reach; `null` is all. */
  reach: z.array(EnvironmentKey).nullable(),
});
export type Session = z.infer<typeof Session>;

type Rule = {
  /** The least role that may. */
  readonly role: Role;
  /** `everywhere` is about no environment alone: only the role that holds everywhere counts. */
  readonly where: 'environment' | 'everywhere';
};

/**
 * What may be done, and who may: procedures, routes, the admin app and the test of roles all read it here. What is open to
 * keys for evaluation and to nobody in particular needs no permission, and stands in the test.
 */
export const PERMISSIONS = {
  'flags:read': { role: 'viewer', where: 'environment' },
  'flags:write': { role: 'editor', where: 'environment' },
  'segments:read': { role: 'viewer', where: 'environment' },
  'segments:write': { role: 'editor', where: 'environment' },
  'overrides:read': { role: 'viewer', where: 'environment' },
  'overrides:write': { role: 'editor', where: 'environment' },
  /** The last word over everybody. */
  'overrides:emergency': { role: 'admin', where: 'environment' },
  'evaluation:explain': { role: 'viewer', where: 'environment' },
  'environments:read': { role: 'viewer', where: 'environment' },
  'environments:write': { role: 'admin', where: 'environment' },
  'environments:create': { role: 'admin', where: 'everywhere' },
  'audit:read': { role: 'viewer', where: 'environment' },
  'keys:read': { role: 'admin', where: 'environment' },
  'keys:write': { role: 'admin', where: 'environment' },
  'people:read': { role: 'admin', where: 'everywhere' },
  'people:write': { role: 'admin', where: 'everywhere' },
} as const satisfies Record<string, Rule>;
export type Permission = keyof typeof PERMISSIONS;

/** The role in an environment; without one, the role that holds everywhere. */
export function roleIn({ role, roles }: Pick<Session, 'role' | 'roles'>, environment?: EnvironmentKey): Role {
  return (environment && ownValue(roles, environment)) || role;
}

/** Whether who reaches only some environments reaches this one; without one, whether all of them. */
export function reaches({ reach }: Pick<Session, 'reach'>, environment?: EnvironmentKey): boolean {
  return reach === null || (environment !== undefined && reach.includes(environment));
}

/** Whether a session may do what needs `permission`, in an environment where the permission is about one. */
export function isAllowed(session: Session, permission: Permission, environment?: EnvironmentKey): boolean {
  const { role, where } = PERMISSIONS[permission];
  const place = where === 'environment' ? environment : undefined;
  return reaches(session, place) && isAtLeast(roleIn(session, place), role);
}

/** Whether `role` may do what `needed` may. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return Role.options.indexOf(role) >= Role.options.indexOf(needed);
}
