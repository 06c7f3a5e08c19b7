import { fullTime, relativeTime } from './time-words.ts';
import { useNow } from './use-now.ts';

const TICK_MS = 20_000;

/** A time relative to now, with the full time as a tooltip. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(TICK_MS);
  return (
    <time dateTime={at} title={fullTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {relativeTime(at, now)}
    </time>
  );
}
