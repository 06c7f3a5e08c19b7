import { Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { countdownTickMs, countdownWords, isEndingSoon } from './countdown-words.ts';
import { formatFullTime } from './format/dates.ts';
import { useSurroundings } from './surroundings.ts';

export type CountdownProps = {
  /** The end; `null` if there is none. */
  readonly at: string | null;
  /** The text to show if there is no end. */
  readonly never?: string;
};

/** Shows the remaining time, second by second in the last hour. */
export function Countdown({ at, never = 'never ends' }: CountdownProps) {
  if (at === null) {
    return (
      <Text span inherit c="dimmed">
        {never}
      </Text>
    );
  }
  return <Ticking at={at} />;
}

function Ticking({ at }: { readonly at: string }) {
  const { now } = useSurroundings();
  const [time, setTime] = useState(now);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    function tick(): void {
      setTime(now());
      timer = setTimeout(tick, countdownTickMs(at, now()));
    }
    tick();
    return () => clearTimeout(timer);
  }, [at, now]);
  const hasEnded = Date.parse(at) <= time;
  return (
    <Text span inherit fw={isEndingSoon(at, time) ? 600 : undefined} c={hasEnded ? 'dimmed' : undefined}>
      <time dateTime={at} title={formatFullTime(at)} style={{ whiteSpace: 'nowrap' }}>
        {hasEnded ? 'ended' : `${countdownWords(at, time)} left`}
      </time>
    </Text>
  );
}
