import { runSql } from '@burgee/testing';

/** An ordinary role, as operators create for an application. */
export const ROLE = 'burgee_app';
export const PASSWORD = 'f4ults-passw0rd';

/** @returns the same URL with the role's credentials. */
export function urlAs(url: string, role = ROLE, password = PASSWORD): string {
  const as = new URL(url);
  as.username = role;
  as.password = password;
  return as.href;
}

/** Creates a role that owns only the database. */
export async function asRole(emptyUrl: string): Promise<string> {
  await runSql(emptyUrl, `create role ${ROLE} login password '${PASSWORD}'`);
  const database = new URL(emptyUrl).pathname.slice(1);
  await runSql(emptyUrl, `alter database ${database} owner to ${ROLE}`);
  return urlAs(emptyUrl);
}
