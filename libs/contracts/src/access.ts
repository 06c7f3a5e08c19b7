import { z } from 'zod';
import { EnvironmentKey } from './ids.ts';
import { ownValue } from './own-value.ts';

/** Each role includes the permissions of the ones before it. */
export const Role = z.enum(['viewer', 'editor', 'admin']);
export type Role = z.infer<typeof Role>;

/** Roles that replace the global role in single environments. */
export const EnvironmentRoles = z.record(EnvironmentKey, Role);
export type EnvironmentRoles = z.infer<typeof EnvironmentRoles>;

/** The caller: a person, the bearer of a verified token, or an admin key. */
export const Session = z.strictObject({
  /** An id that is unique to the caller; see actor.ts. */
  actor: z.string().min(1).max(255),
  /** Shown to people: an email address, the name of a key or the subject of a token. */
  name: z.string().min(1).max(255),
  role: Role,
  roles: EnvironmentRoles,
  /** The only environments that the caller can access; `null` is all. */
  reach: z.array(EnvironmentKey).nullable(),
});
export type Session = z.infer<typeof Session>;

type Rule = {
  /** The lowest role that has the permission. */
  readonly role: Role;
  /** `everywhere` is not about a single environment: only the global role counts. */
  readonly where: 'environment' | 'everywhere';
};

/**
 * Every permission and the role it requires. Procedures, routes, the admin app and the test of roles all read this table.
 * Operations that evaluation keys or anonymous callers may use need no permission; the test of roles lists them.
 */
export const PERMISSIONS = {
  'flags:read': { role: 'viewer', where: 'environment' },
  'flags:write': { role: 'editor', where: 'environment' },
  'segments:read': { role: 'viewer', where: 'environment' },
  'segments:write': { role: 'editor', where: 'environment' },
  'overrides:read': { role: 'viewer', where: 'environment' },
  'overrides:write': { role: 'editor', where: 'environment' },
  /** Takes precedence over everything else, for everyone. */
  'overrides:emergency': { role: 'admin', where: 'environment' },
  'evaluation:explain': { role: 'viewer', where: 'environment' },
  'environments:read': { role: 'viewer', where: 'environment' },
  'environments:write': { role: 'admin', where: 'environment' },
  'environments:create': { role: 'admin', where: 'everywhere' },
  'audit:read': { role: 'viewer', where: 'environment' },
  'keys:read': { role: 'admin', where: 'environment' },
  'keys:write': { role: 'admin', where: 'environment' },
  'people:read': { role: 'admin', where: 'everywhere' },
  'diagnostics:read': { role: 'admin', where: 'everywhere' },
  'people:write': { role: 'admin', where: 'everywhere' },
} as const satisfies Record<string, Rule>;
export type Permission = keyof typeof PERMISSIONS;

/** The role in an environment; without an environment, the global role. */
export function roleIn({ role, roles }: Pick<Session, 'role' | 'roles'>, environment?: EnvironmentKey): Role {
  return (environment && ownValue(roles, environment)) || role;
}

/** The role that a caller has in every environment: the lowest of its roles. */
export function roleEverywhere({ role, roles }: Pick<Session, 'role' | 'roles'>): Role {
  return Object.values(roles).reduce((lowest, one) => (isAtLeast(one, lowest) ? lowest : one), role);
}

/** Whether a session has access to an environment; without an environment, whether it has access to all of them. */
export function reaches({ reach }: Pick<Session, 'reach'>, environment?: EnvironmentKey): boolean {
  return reach === null || (environment !== undefined && reach.includes(environment));
}

/** Whether a session has `permission`. `environment` counts only for permissions that apply to a single environment. */
export function isAllowed(session: Session, permission: Permission, environment?: EnvironmentKey): boolean {
  const { role, where } = PERMISSIONS[permission];
  const place = where === 'environment' ? environment : undefined;
  return reaches(session, place) && isAtLeast(roleIn(session, place), role);
}

/** Whether `role` includes every permission of `needed`. */
export function isAtLeast(role: Role, needed: Role): boolean {
  return Role.options.indexOf(role) >= Role.options.indexOf(needed);
}
