import type { Settings } from './env.ts';
import type { StreamCaps } from './streams/open-streams.ts';

/** For connections to the database and Redis, files of the web apps, and the files that Node itself keeps open. */
const OWN_DESCRIPTORS = 64;
/** The share of connections that streams may use; the rest serves health checks, evaluation and administration. */
const STREAMS_SHARE = 0.75;

type Capacity = { readonly connections: number; readonly streams: StreamCaps };

/**
 * Returns how many connections and streams fit below the limit of open files. Beyond it, a server could not even
 * answer a liveness check.
 */
export function capacityOf(
  descriptors: number,
  { STREAMS_MAX, STREAMS_PER_CLIENT }: Pick<Settings, 'STREAMS_MAX' | 'STREAMS_PER_CLIENT'>,
): Capacity {
  const connections = Math.max(descriptors - OWN_DESCRIPTORS, Math.floor(descriptors / 4));
  const all = Math.min(STREAMS_MAX || Infinity, Math.floor(connections * STREAMS_SHARE));
  return { connections, streams: { perClient: STREAMS_PER_CLIENT || Infinity, all } };
}
