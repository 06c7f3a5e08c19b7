import type { FlagStatus } from '@burgee/client';
import { MINUTE_MS } from '@burgee/contracts';
import { useFlagStatus } from '@burgee/react';
import { useEffect, useState } from 'react';

const TICK_MS = 5_000;

/** Shows whether changes arrive, and the age of the flags while they do not. */
export function ConnectionBar({ now }: { readonly now: () => number }) {
  const status = useFlagStatus();
  const at = useCurrentTime(now);
  const { kind, sentence } = describeConnection(status);
  return (
    <section className="connection" data-connection={kind} aria-label="Connection">
      <span role="status">{sentence}</span>
      {/* Outside the status, so that screen readers do not announce every minute. */}
      {kind !== 'live' && status.updatedAt !== undefined && (
        <span> The flags are {ageWords(at - status.updatedAt)} old.</span>
      )}
      {status.version !== undefined && (
        <span className="version">
          {status.environment}, v{status.version}
        </span>
      )}
    </section>
  );
}

type ConnectionWords = { kind: 'live' | 'connecting' | 'reconnecting' | 'offline'; sentence: string };

export function describeConnection({ state, source, connection, error }: FlagStatus): ConnectionWords {
  if (source === 'default') {
    if (!error) return { kind: 'connecting', sentence: 'Connecting…' };
    return { kind: 'offline', sentence: 'Offline: no flags yet, so everything is off. Retrying…' };
  }
  if (connection === 'live' && state === 'ready')
    return { kind: 'live', sentence: 'Live: changes appear immediately.' };
  if (state === 'stale' && error)
    return { kind: 'offline', sentence: 'Offline: showing the last known flags. Retrying…' };
  if (connection === 'polling') return { kind: 'reconnecting', sentence: 'Reconnecting; changes appear within 30 s.' };
  if (connection === 'reconnecting') return { kind: 'reconnecting', sentence: 'Reconnecting…' };
  return { kind: 'connecting', sentence: 'Connecting…' };
}

export function ageWords(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h`;
  return minutes >= 1 ? `${minutes} min` : 'less than a minute';
}

function useCurrentTime(now: () => number): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), TICK_MS);
    return () => clearInterval(timer);
  }, [now]);
  return at;
}
