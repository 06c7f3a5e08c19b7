import { type ApiClient, createApiClient } from '@burgee/api-client';
import { describeFailure, DomainFailure } from '@burgee/contracts';
import { failureStatus } from './failure-status.ts';
import { unreachable } from './network-error.ts';
import type { Connection } from './options.ts';
import { Complaint, STATUS, type World } from './world.ts';

const TIMEOUT_MS = 10_000;

/** Calls the server. @throws Complaint if it refuses or does not answer. */
export async function call<T>(
  { url, token }: Connection,
  { fetch }: Pick<World, 'fetch'>,
  ask: (api: ApiClient, options: { signal: AbortSignal }) => Promise<T>,
  timeoutMs = TIMEOUT_MS,
): Promise<T> {
  const api = createApiClient({ url, fetch, ...(token !== undefined && { token }) });
  try {
    return await ask(api, { signal: AbortSignal.timeout(timeoutMs) });
  } catch (error) {
    throw complaintAbout(error, url);
  }
}

type Answer = Error & { readonly data?: { readonly failure?: unknown; readonly hint?: string | null } };

function complaintAbout(error: unknown, url: string): Complaint {
  const { data, cause, message: answer } = error as Answer;
  const refused = DomainFailure.safeParse(data?.failure);
  if (refused.success) {
    const { message, hint } = describeFailure(refused.data);
    const { code } = refused.data;
    return new Complaint(`The server refused: ${message} ${hint}`, failureStatus(code), fixOf(code, url));
  }
  // A server of another version may have failures that are not known here.
  if (data) return new Complaint(`The server refused: ${answer} ${data.hint ?? ''}`.trimEnd(), STATUS.refused);
  return unreachable(url, cause ?? error, `burgee doctor --url ${url}`);
}

/** The command that fixes a failure of every command. */
function fixOf(code: DomainFailure['code'], url: string): string | undefined {
  if (code === 'UNAUTHENTICATED') return `burgee login --url ${url}`;
  return failureStatus(code) === STATUS.notPermitted ? 'burgee whoami' : undefined;
}
