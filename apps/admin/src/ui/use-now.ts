import { nextInstant } from '@burgee/contracts';
import { useEffect, useState } from 'react';
import { useSurroundings } from './surroundings.ts';

const NONE: readonly number[] = [];

/**
 * The time in milliseconds since 1970, updated every `everyMs` and at each of `instants`, so that the screen changes at
 * the exact instant at which time changes its content (B.24).
 */
export function useNow(everyMs: number, instants: readonly number[] = NONE): number {
  const { now } = useSurroundings();
  const [time, setTime] = useState(now);
  const next = nextInstant(instants, time);
  useEffect(() => {
    const delayMs = next === undefined ? everyMs : Math.min(everyMs, next - now());
    const timer = setTimeout(() => setTime(now()), Math.max(0, delayMs));
    return () => clearTimeout(timer);
  }, [now, everyMs, time, next]);
  return time;
}
