import { formatFullTime } from './format/dates.ts';
import { formatRelativeTime, formatTimeAgo } from './format/relative-time.ts';
import { useNow } from './use-now.ts';

const TICK_MS = 20_000;

type TimeProps = { /** ISO 8601. */ readonly at: string };

/** A time relative to now, such as an expiry, with the full time as a tooltip. */
export function RelativeTime({ at }: TimeProps) {
  return <LabeledTime at={at} words={formatRelativeTime(at, useNow(TICK_MS))} />;
}

/** The time of an event that has happened. */
export function TimeAgo({ at }: TimeProps) {
  return <LabeledTime at={at} words={formatTimeAgo(at, useNow(TICK_MS))} />;
}

function LabeledTime({ at, words }: TimeProps & { readonly words: string }) {
  return (
    <time dateTime={at} title={formatFullTime(at)} style={{ whiteSpace: 'nowrap' }}>
      {words}
    </time>
  );
}
