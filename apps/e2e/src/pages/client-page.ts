import { createFlagClient, type FlagClient, type FlagStatus } from '@burgee/client';
import type { JsonValue } from '@burgee/contracts';
import { FALLBACK, GREETING } from '../greeting.ts';

/** A moment of the page: the user, and what the page shows that user. */
export type Moment = Pick<FlagStatus, 'state' | 'source' | 'version' | 'connection'> & {
  readonly userId: JsonValue | undefined;
  readonly greeting: string;
};

declare global {
  var flagClient: FlagClient;
  /** Every change of what the page has shown, and when, in milliseconds since 1970. */
  var moments: (Moment & { readonly at: number })[];
  /** The bodies of the requests that could not be aborted, and whose answers the page has read to their end. */
  var readToTheEnd: string[];
}

// `userId` signs a user in. `deaf` stands for requests that cannot be aborted, as with some instrumentation.
const params = new URLSearchParams(location.search);
const userId = params.get('userId');
const fetchDeaf: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, signal: null });
  const { body } = init ?? {};
  if (typeof body === 'string') {
    const reading = response.clone().text();
    void reading.then(() => readToTheEnd.push(body));
  }
  return response;
};

globalThis.moments = [];
globalThis.readToTheEnd = [];
globalThis.flagClient = createFlagClient({
  url: '',
  context: userId === null ? {} : { userId },
  ...(params.has('deaf') && { runtime: { fetch: fetchDeaf } }),
});

let shown = '';

function show(): void {
  const { state, source, version, connection } = flagClient.status();
  const greeting = flagClient.get(GREETING, FALLBACK);
  const moment: Moment = { userId: flagClient.context()['userId'], greeting, state, source, version, connection };
  const text = JSON.stringify(moment);
  if (text === shown) return;
  shown = text;
  moments.push({ ...moment, at: Date.now() });
  document.body.innerHTML = `<h1>${greeting}</h1><p role="status">${state}, ${source}, ${connection}</p>`;
}

/** Reads even between two notifications, so that no moment is missed. */
function showAlways(): void {
  show();
  requestAnimationFrame(showAlways);
}

flagClient.subscribe(show);
showAlways();
