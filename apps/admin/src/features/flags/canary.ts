/** In percent. Small first, so that errors show up before everyone has it. */
export const CANARY = [1, 5, 25, 100] as const;
