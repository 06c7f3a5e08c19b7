import { useEffect, useState } from 'react';
import { useSurroundings } from '../app/surroundings.ts';

/** The time in milliseconds since 1970, anew every `everyMs`. */
export function useNow(everyMs: number): number {
  const { now } = useSurroundings();
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), everyMs);
    return () => clearInterval(timer);
  }, [now, everyMs]);
  return time;
}
