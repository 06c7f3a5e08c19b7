import { serverBase } from './server-url.ts';

/**
 * Calls a route of better-auth, which is used instead of tRPC because it sets the cookie.
 *
 * @returns `undefined` if the server cannot be reached.
 */
export async function postAuth(path: string, body: object): Promise<Response | undefined> {
  const headers = { 'Content-Type': 'application/json' };
  try {
    return await fetch(`${serverBase()}/api/auth/${path}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers,
      body: JSON.stringify(body),
    });
  } catch {
    return undefined;
  }
}
