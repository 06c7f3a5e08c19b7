import type { Failing } from './derived/problem.ts';
import { send } from './derived/send.ts';
import type { Connection } from './options.ts';
import { Complaint, STATUS } from './world.ts';

/** The caller, as the server sees it. */
export type Session = {
  readonly name: string;
  readonly role: string;
  /** Roles that replace `role` in single environments. */
  readonly roles: Readonly<Record<string, string>>;
  /** The only environments that the caller can access; `null` is all. */
  readonly reach: readonly string[] | null;
};

/** Reads the session of the connection's credential. @throws Complaint if it is missing or has no role. */
export async function readSession(
  connection: Connection,
  failing: Omit<Failing, 'url'>,
): Promise<{ readonly session: Session; readonly text: string }> {
  const text = await send(connection, { method: 'GET', path: '/api/session' }, failing);
  const session = JSON.parse(text) as Session | null;
  if (session) return { session, text };
  const { url, token } = connection;
  const problem = token === undefined ? 'No key was given.' : 'This key has no role: it can only evaluate flags.';
  const hint = 'Create an admin key in the admin app, under Keys.';
  throw new Complaint(`${problem} ${hint}`, STATUS.notPermitted, `burgee login --url ${url}`);
}

/** The caller in one line. */
export function describeSession({ name, role, roles, reach }: Session): string {
  const special = Object.entries(roles).map(([environment, role]) => `${role} in ${environment}`);
  const only = reach ? `only in ${reach.join(', ')}` : undefined;
  return [`${name}: ${role}`, ...special, only].filter(Boolean).join(', ');
}
