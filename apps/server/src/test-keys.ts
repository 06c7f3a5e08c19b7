import type { NewApiKey } from '@burgee/contracts';
import type { TestServer } from './test-server.ts';

/** Calls a procedure as an admin. */
export async function callAsAdmin(
  { request }: Pick<TestServer, 'request'>,
  path: string,
  body: object,
): Promise<unknown> {
  const answer = await request(`/trpc/${path}`, { as: 'admin', body });
  if (answer.status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(answer.body)}`);
  return (answer.body as { result: { data: unknown } }).result.data;
}

/** Creates a key, of the environment `development` unless `input` names another. */
export function createKey(server: Pick<TestServer, 'request'>, input: object): Promise<NewApiKey> {
  const fields = { environment: 'development', name: 'Shop', ...input };
  return callAsAdmin(server, 'keys.create', fields) as Promise<NewApiKey>;
}

export const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` });
