/** Time for a request about a whole environment, in milliseconds. The server needs several seconds for thousands of flags. */
export const LONG_MS = 120_000;
