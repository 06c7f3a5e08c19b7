import { unreachable } from '../network-error.ts';
import type { Connection } from '../options.ts';
import type { World } from '../world.ts';
import { complaintAbout, type Failing, type Problem } from './problem.ts';
import type { ApiRequest } from './request.ts';

const TIMEOUT_MS = 10_000;

/** Sends a request. Returns the body as it arrived, or nothing if there is none. @throws Complaint */
export async function send(
  connection: Connection,
  request: ApiRequest,
  failing: Omit<Failing, 'url'>,
): Promise<string> {
  const { url } = connection;
  const { response, text } = await fetchAnswer(connection, request, failing.run);
  if (response.status === 204) return '';
  if (response.ok && isJson(response)) return text;
  const problem = isJson(response) ? problemIn(text) : undefined;
  if (problem) throw complaintAbout(problem, { ...failing, url });
  throw unreachable(url, `it answered ${response.status}`, doctorFor(url));
}

/** Returns any answer, even one that refuses. @throws Complaint if there is none. */
export async function fetchAnswer(
  { url, token }: Connection,
  { method, path, body, timeoutMs = TIMEOUT_MS }: ApiRequest,
  { fetch }: Pick<World, 'fetch'>,
): Promise<{ readonly response: Response; readonly text: string }> {
  const headers = {
    Accept: 'application/json',
    ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    ...(body && { 'Content-Type': 'application/json' }),
  };
  try {
    const response = await fetch(addressOf(url, path), {
      ...{ method, headers, signal: AbortSignal.timeout(timeoutMs) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { response, text: await response.text() };
  } catch (error) {
    throw unreachable(url, error, doctorFor(url));
  }
}

/** @param url of the server, which may be below a path. */
export function addressOf(url: string, path: string): string {
  return `${url.replace(/\/$/, '')}${path}`;
}

function doctorFor(url: string): string {
  return `burgee doctor --url ${url}`;
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
