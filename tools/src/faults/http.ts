/** A server's answer, and how long it took. */
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  readonly ms: number;
};

type Question = {
  readonly method?: string;
  readonly body?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

/** Longer than any limit of a row: a hung server counts as slow, and does not hang the harness. */
const TIMEOUT_MS = 10_000;

/** @throws Error if there is no answer. */
export async function ask(url: string, { method, body, token, headers, timeoutMs }: Question = {}): Promise<Answer> {
  const begun = performance.now();
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    signal: AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.includes('json') && text !== '';
  const parsed: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, body: parsed, headers: response.headers, ms: performance.now() - begun };
}

/** The code of a problem's body, such as `DATABASE_UNAVAILABLE`. */
export function codeOf({ body }: Pick<Answer, 'body'>): string | undefined {
  return (body as { code?: string } | null)?.code;
}
