import { type ApiClient, createApiClient } from '@burgee/api-client';
import { describeFailure, DomainFailure } from '@burgee/contracts';
import { Complaint, type World } from './command.ts';

const TIMEOUT_MS = 10_000;

/** Calls the server as an admin. @throws Complaint if it refuses or does not answer. */
export async function call<T>(
  server: string,
  world: World,
  ask: (api: ApiClient, options: { signal: AbortSignal }) => Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const api = createApiClient({ url: server, token: await world.token(), fetch: world.fetch });
  try {
    return await ask(api, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw new Complaint(describeCallError(error, server));
  }
}

function describeCallError(error: unknown, server: string): string {
  const { data, cause } = error as { data?: { failure?: unknown }; cause?: unknown };
  const refused = DomainFailure.safeParse(data?.failure);
  if (refused.success) {
    const { message, hint } = describeFailure(refused.data);
    return `The server refused: ${message} ${hint}`;
  }
  return `The server at ${server} did not respond like Burgee (${networkErrorReason(cause ?? error)}). Start it with npm start, or name another one with --server.`;
}

/** The cause of `fetch failed` has the reason. */
function networkErrorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? error.message.split('\n', 1).join();
}
