/** Interval of heartbeats on a quiet stream (R9). */
export const HEARTBEAT_MS = 15_000;
/** How long a client waits for one before it reconnects. */
export const SILENCE_MS = 45_000;
