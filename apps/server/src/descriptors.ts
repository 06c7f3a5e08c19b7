import type { Settings } from './env.ts';
import type { StreamCaps } from './streams/open-streams.ts';

/** Connections to the database and Redis, files of the web apps, and what Node itself keeps open. */
const OWN_DESCRIPTORS = 64;
/** The share of connections that streams may use; the rest is for health, evaluation and administration. */
const STREAMS_SHARE = 0.75;

type Capacity = { readonly connections: number; readonly streams: StreamCaps };

/**
 * How many connections and streams fit below the limit of open files, beyond which a server could not even answer whether
 * it is alive.
 */
export function capacityOf(
  descriptors: number,
  { STREAMS_MAX, STREAMS_PER_CLIENT }: Pick<Settings, 'STREAMS_MAX' | 'STREAMS_PER_CLIENT'>,
): Capacity {
  const connections = Math.max(descriptors - OWN_DESCRIPTORS, Math.floor(descriptors / 4));
  const all = Math.min(STREAMS_MAX || Infinity, Math.floor(connections * STREAMS_SHARE));
  return { connections, streams: { perClient: STREAMS_PER_CLIENT || Infinity, all } };
}
