import { readParts } from './read-body.ts';

/** The fields of a server-sent event. Burgee ends lines with a line feed, and sends its data on one line. */
export type ServerEvent = {
  readonly event?: string;
  readonly id?: string;
  readonly data?: string;
};

/** Much longer than any event. Without a limit, a line that never ends would fill the memory (R14). */
const MAX_EVENT_CHARS = 100_000;

/**
 * Reads server-sent events until the server ends the stream.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
 *
 * @param onPart called whenever anything arrives, even a comment.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: ServerEvent) => void,
  onPart: () => void,
): Promise<void> {
  let rest = '';
  await readParts(body, (text) => {
    onPart();
    const events = (rest + text).split('\n\n');
    rest = events.pop() as string;
    if (rest.length > MAX_EVENT_CHARS) throw new Error('The stream is corrupt.');
    for (const event of events) {
      const fields = [...event.matchAll(/^(\w+): ?(.*)/gm)].map(([, name, value]) => [name, value] as const);
      onEvent(Object.fromEntries(fields) as ServerEvent);
    }
  });
}
