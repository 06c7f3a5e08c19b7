import { z } from 'zod';

/** Each role may do what the ones before it may. */
export const Role = z.enum(['viewer', 'editor', 'admin']);
export type Role = z.infer<typeof Role>;

/** Who is asking: a person by a verified token. */
export const Session = z.strictObject({ actor: z.string().min(1).max(255), role: Role });
export type Session = z.infer<typeof Session>;

/** What may be done, and the least role that may. */
export const PERMISSIONS = {
  'flags:read': 'viewer',
  'flags:write': 'editor',
  'segments:read': 'viewer',
  'segments:write': 'editor',
  'overrides:read': 'viewer',
  'overrides:write': 'editor',
  /** The last word over everybody. */
  'overrides:emergency': 'admin',
  'environments:read': 'viewer',
  'environments:write': 'admin',
  'audit:read': 'viewer',
  'evaluation:explain': 'viewer',
} as const satisfies Record<string, Role>;
export type Permission = keyof typeof PERMISSIONS;

/** Whether `role` may do what needs `permission`. */
export function isAllowed(role: Role, permission: Permission): boolean {
  return Role.options.indexOf(role) >= Role.options.indexOf(PERMISSIONS[permission]);
}
