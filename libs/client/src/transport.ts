import { toRefusal } from './failure.ts';
import { readText } from './read-body.ts';
import type { ClientRuntime } from './runtime.ts';
import { after } from './timer.ts';

export type TransportOptions = {
  /** Burgee's URL, such as `https://flags.example.com`, or `''` for the page's own origin. */
  readonly url: string;
  /** An SDK key or a token, if the server requires one. It is sent in a header, never in a URL, which logs would keep. */
  readonly key?: string | undefined;
  /** Defaults to the key's or the server's own environment. */
  readonly environment?: string | undefined;
};

type Query = Readonly<Record<string, string>>;
/** Sent as JSON with POST. Without it, the request is a GET. */
type Body = object | undefined;

/** The HTTP requests of a client. */
export type Transport = {
  readonly environment: string | undefined;
  /** @throws Refusal for an answer that is not a success, and any error of `fetch`. */
  send(path: string, query: Query, body: Body, signal: AbortSignal): Promise<Response>;
  /**
   * Returns the JSON of the answer; `undefined` if it has no body. Aborts itself after 10 s. @throws like `send`.
   *
   * @param controller belongs to this call alone.
   */
  call(path: string, query: Query, body: Body, controller: AbortController): Promise<unknown>;
};

const TIMEOUT_MS = 10_000;

export function createTransport({ url, key, environment }: TransportOptions, { fetch, now }: ClientRuntime): Transport {
  const send: Transport['send'] = async (path, query, body, signal) => {
    const params = String(new URLSearchParams(environment ? { environment, ...query } : query));
    const response = await fetch(`${url.replace(/\/+$/, '')}/api/config/${path}${params && `?${params}`}`, {
      headers: {
        ...(key && { Authorization: `Bearer ${key}` }),
        ...(body && { 'Content-Type': 'application/json' }),
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      signal,
    });
    if (response.ok) return response;
    throw toRefusal(response, await readText(response), now()) as unknown as Error;
  };
  return {
    environment,
    send,
    call: (path, query, body, controller) =>
      new Promise((resolve, reject) => {
        // Rejects even if `fetch` ignores the signal.
        const cancel = after(TIMEOUT_MS, () => {
          reject(new Error('The answer took too long.'));
          controller.abort();
        });
        send(path, query, body, controller.signal)
          .then(readText)
          .then((text) => resolve(text ? JSON.parse(text) : undefined))
          .catch(reject)
          .finally(cancel);
      }),
  };
}
