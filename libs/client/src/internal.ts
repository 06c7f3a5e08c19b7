/** The resilience that Burgee's own packages for Node share with the client. It may change with every release. */

export { retryDelayMs } from './backoff.ts';
export { type Connection, watchEvents } from './event-stream.ts';
export { type ClientFailure, toClientFailure, toRefusal } from './failure.ts';
export { createListeners } from './listeners.ts';
export { createRefreshLoop, type Outcome } from './refresh-loop.ts';
export { releaseStreams } from './release-streams.ts';
export { type ClientRuntime, defaultRuntime } from './runtime.ts';
export { after } from './timer.ts';
