import { unreachable } from '../network-error.ts';
import type { Connection } from '../options.ts';
import type { World } from '../world.ts';
import { complaintAbout, type Failing, type Problem } from './problem.ts';
import type { ApiRequest } from './request.ts';

const TIMEOUT_MS = 10_000;

/** Sends a request. Returns the body as it arrived, or nothing if there is none. @throws Complaint */
export async function send(
  { url, token }: Connection,
  { method, path, body }: ApiRequest,
  failing: Omit<Failing, 'url'> & { readonly run: Pick<World, 'fetch'> },
): Promise<string> {
  const doctor = `burgee doctor --url ${url}`;
  const headers = {
    Accept: 'application/json',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(body && { 'Content-Type': 'application/json' }),
  };
  const { response, text } = await failing.run
    .fetch(`${url.replace(/\/$/, '')}${path}`, {
      ...{ method, headers, signal: AbortSignal.timeout(TIMEOUT_MS) },
      ...(body && { body: JSON.stringify(body) }),
    })
    .then(async (response) => ({ response, text: await response.text() }))
    .catch((error: unknown) => {
      throw unreachable(url, error, doctor);
    });
  if (response.status === 204) return '';
  if (response.ok && isJson(response)) return text;
  const problem = isJson(response) ? problemIn(text) : undefined;
  if (problem) throw complaintAbout(problem, { ...failing, url });
  throw unreachable(url, `it answered ${response.status}`, doctor);
}

function isJson({ headers }: Response): boolean {
  return /^application\/(\w+\+)?json\b/.test(headers.get('Content-Type') ?? '');
}

function problemIn(text: string): Problem | undefined {
  const parsed: unknown = parseOrUndefined(text);
  const isProblem = typeof parsed === 'object' && parsed !== null && 'code' in parsed && 'title' in parsed;
  return isProblem ? (parsed as Problem) : undefined;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
