/** In percent. Small steps first, so that errors show up before everyone has the feature. */
export const CANARY = [1, 5, 25, 100] as const;
