import { runSql } from '@burgee/testing';

/** An ordinary role, as operators give it to an application. */
export const ROLE = 'burgee_app';
export const PASSWORD = 'f4ults-passw0rd';

/** @returns the same URL, as that role. */
export function urlAs(url: string, role = ROLE, password = PASSWORD): string {
  const as = new URL(url);
  as.username = role;
  as.password = password;
  return as.href;
}

/** The role owns the database and nothing else. */
export async function asRole(emptyUrl: string): Promise<string> {
  await runSql(emptyUrl, `create role ${ROLE} login password '${PASSWORD}'`);
  const database = new URL(emptyUrl).pathname.slice(1);
  await runSql(emptyUrl, `alter database ${database} owner to ${ROLE}`);
  return urlAs(emptyUrl);
}
