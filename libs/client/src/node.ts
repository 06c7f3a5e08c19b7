/** The client for Node: the same, except that its stream does not keep the process alive. */

import { createFlagClient as createClient } from './flag-client.ts';
import type { FlagClient, FlagClientOptions } from './flag-client-types.ts';
import { releaseStreams } from './release-streams.ts';

/** See `createFlagClient` of `flag-client.ts`. */
export function createFlagClient(options: FlagClientOptions): FlagClient {
  releaseStreams();
  return createClient(options);
}

export { fetchFlags } from './fetch-flags.ts';
