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
  { method, streamEnd }: Pick<Request, 'method' | 'streamEnd'>,
  response: Response,
  changes: ReturnType<typeof rulesetChanges>,
): Promise<void> {
  response.writeHead(200, STREAM_HEADERS);
  if (method === 'HEAD') return void response.end();
  const heartbeat = beginEvents(response, {});
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
  return setInterval(() => {
    if (!needsDrain(response)) writeEvent(response, COMMENT);
  }, HEARTBEAT_MS);
}

const COMMENT = Buffer.from(':\n\n');

/** The latest event, which nearly all streams are about to send. */
let latest: { readonly text: string; readonly event: Buffer } | undefined;

function encodeChange(id: string, change: object): Buffer {
  const text = `id: ${id}\ndata: ${JSON.stringify(change)}\n\n`;
  if (latest?.text !== text) latest = { text, event: Buffer.from(text) };
  return latest.event;
}
