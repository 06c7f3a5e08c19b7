import { createContext, useContext } from 'react';

/** The app's sources of time and randomness, created in `main.tsx`. */
export type Surroundings = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  /** In `[0, 1)`. */
  readonly random: () => number;
};

const SurroundingsContext = createContext<Surroundings | undefined>(undefined);
export const SurroundingsProvider = SurroundingsContext.Provider;

export function useSurroundings(): Surroundings {
  const surroundings = useContext(SurroundingsContext);
  if (!surroundings) throw new Error('useSurroundings() needs a <SurroundingsProvider> above it.');
  return surroundings;
}
