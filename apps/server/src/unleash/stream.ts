import { eventsBetween, HEARTBEAT_MS, hydrationOf, type UnleashExport } from '@burgee/api';
import type { RulesetVersion } from '@burgee/contracts';
import type { Request, Response } from 'express';
import { STREAM_HEADERS } from '../streams/send-changes.ts';
import { drained, needsDrain, writeEvent } from '../streams/write-event.ts';

/** A request for the features and their changes. */
export type UnleashStream = {
  readonly first: UnleashExport;
  /** The features at the newest version. */
  readonly next: () => Promise<UnleashExport>;
  /** New versions, until the stream must end. */
  readonly changes: AsyncIterable<RulesetVersion>;
};

/** Sends all features, and then those that change, as server-sent events. */
export async function sendUnleashStream(
  { method, streamEnd }: Pick<Request, 'method' | 'streamEnd'>,
  response: Response,
  { first, next, changes }: UnleashStream,
): Promise<void> {
  response.writeHead(200, STREAM_HEADERS);
  if (method === 'HEAD') return void response.end();
  const heartbeat = setInterval(() => {
    if (!needsDrain(response)) writeEvent(response, COMMENT);
  }, HEARTBEAT_MS);
  try {
    let held = first;
    if (!writeEvent(response, hydrationEvent(held))) await drained(response, streamEnd);
    for await (const _version of changes) {
      const newest = await next().catch(() => held);
      const event = updateEvent(held, newest);
      held = newest;
      if (!event) continue;
      heartbeat.refresh();
      if (!writeEvent(response, event)) await drained(response, streamEnd);
    }
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

const COMMENT = Buffer.from(':\n\n');

/** Events that many streams share. */
const hydrations = new WeakMap<UnleashExport, Buffer>();
const updates = new WeakMap<UnleashExport, WeakMap<UnleashExport, Buffer | undefined>>();

function hydrationEvent(held: UnleashExport): Buffer {
  const known = hydrations.get(held);
  if (known) return known;
  const event = eventOf('unleash-connected', held, [hydrationOf(held)]);
  hydrations.set(held, event);
  return event;
}

/** `undefined` if the features are the same. */
function updateEvent(from: UnleashExport, to: UnleashExport): Buffer | undefined {
  const known = updates.get(from) ?? new WeakMap<UnleashExport, Buffer | undefined>();
  updates.set(from, known);
  if (!known.has(to)) {
    const events = eventsBetween(from, to);
    known.set(to, events.length === 0 ? undefined : eventOf('unleash-updated', to, events));
  }
  return known.get(to);
}

function eventOf(name: string, { version }: UnleashExport, events: readonly string[]): Buffer {
  return Buffer.from(`id: ${version}\nevent: ${name}\ndata: {"events":[${events.join()}]}\n\n`);
}
