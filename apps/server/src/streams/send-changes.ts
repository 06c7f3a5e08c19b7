import { HEARTBEAT_MS, type rulesetChanges, SILENCE_MS } from '@burgee/api';
import type { Request, Response } from 'express';
import { drained, needsDrain, writeEvent } from './write-event.ts';

/** The headers of tRPC's streams: no cache or proxy may hold events back. */
export const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
} as const;

/**
 * Sends changes as server-sent events until they end. The first event tells the client after how long a silence it should
 * reconnect. While the client does not read, nothing more is written: the newest version then follows.
 */
export async function sendChanges(
  request: Pick<Request, 'method' | 'streamEnd'>,
  response: Response,
  changes: ReturnType<typeof rulesetChanges>,
): Promise<void> {
  await sendEvents(request, response, { begin: () => beginEvents(response, {}), changes });
}

/** The same for clients of OFREP, which know no other events than `changes`. */
export async function sendRefetches(
  request: Pick<Request, 'method' | 'streamEnd'>,
  response: Response,
  changes: Changes,
): Promise<void> {
  await sendEvents(request, response, {
    begin: () => {
      // A first byte, so that the client sees the stream open.
      response.write(COMMENT);
      return beginHeartbeats(response);
    },
    changes,
  });
}

type Changes = AsyncIterable<readonly [id: string, change: object, ...rest: unknown[]]>;

async function sendEvents(
  { method, streamEnd }: Pick<Request, 'method' | 'streamEnd'>,
  response: Response,
  { begin, changes }: { readonly begin: () => NodeJS.Timeout; readonly changes: Changes },
): Promise<void> {
  response.writeHead(200, STREAM_HEADERS);
  if (method === 'HEAD') return void response.end();
  const heartbeat = begin();
  try {
    for await (const [id, change] of changes) {
      heartbeat.refresh();
      if (!writeEvent(response, encodeChange(id, change))) await drained(response, streamEnd);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

/** Tells the client after how long a silence to reconnect, and sends comments while nothing else is sent. */
export function beginEvents(response: Response, place: object): NodeJS.Timeout {
  response.write(`event: connected\ndata: ${JSON.stringify({ ...place, silenceMs: SILENCE_MS })}\n\n`);
  return beginHeartbeats(response);
}

function beginHeartbeats(response: Response): NodeJS.Timeout {
  return setInterval(() => {
    if (!needsDrain(response)) writeEvent(response, COMMENT);
  }, HEARTBEAT_MS);
}

const COMMENT = Buffer.from(':\n\n');

/** The latest events, which nearly all streams are about to send: one for each kind of stream. */
let latest: readonly { readonly text: string; readonly event: Buffer }[] = [];
const KINDS = 2;

function encodeChange(id: string, change: object): Buffer {
  const text = `id: ${id}\ndata: ${JSON.stringify(change)}\n\n`;
  const known = latest.find((one) => one.text === text);
  if (known) return known.event;
  const made = { text, event: Buffer.from(text) };
  latest = [made, ...latest].slice(0, KINDS);
  return made.event;
}
