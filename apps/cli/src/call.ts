import { type ApiClient, createApiClient } from '@burgee/api-client';
import { describeFailure, DomainFailure } from '@burgee/contracts';
import type { Connection } from './options.ts';
import { Complaint, STATUS, type Status, type World } from './world.ts';

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
    return new Complaint(`The server refused: ${message} ${hint}`, STATUS_OF[refused.data.code] ?? STATUS.refused);
  }
  // A server of another version may have failures that are not known here.
  if (data) return new Complaint(`The server refused: ${answer} ${data.hint ?? ''}`.trimEnd(), STATUS.refused);
  const reason = networkErrorReason(cause ?? error);
  return new Complaint(
    `The server at ${url} did not respond like Burgee (${reason}). Start it, or name another one with --url.`,
    STATUS.unreachable,
  );
}

/** Failures that are not refusals of the request itself. */
const STATUS_OF: Partial<Record<DomainFailure['code'], Status>> = {
  UNAUTHENTICATED: STATUS.notPermitted,
  FORBIDDEN: STATUS.notPermitted,
  TOKEN_SCOPE: STATUS.notPermitted,
  VALIDATION_FAILED: STATUS.usage,
  ENVIRONMENT_NOT_FOUND: STATUS.usage,
  DATABASE_UNAVAILABLE: STATUS.unreachable,
  UPSTREAM_UNAVAILABLE: STATUS.unreachable,
  SERVER_BUSY: STATUS.unreachable,
};

/** The cause of `fetch failed` has the reason. */
function networkErrorReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = (error.cause ?? {}) as { code?: string };
  return code ?? error.message.split('\n', 1).join();
}
