import type { FlagClient, FlagStatus } from '@burgee/client';
import { ClientProviderEvents, type OpenFeatureEventEmitter } from '@openfeature/web-sdk';

type ClientWatch = {
  /** Reports nothing of a change that OpenFeature itself reports, such as that of the context. */
  silently(change: () => Promise<void>): Promise<void>;
  stop(): void;
};

/** Reports each change of a client's answers and status as events of OpenFeature. */
export function watchClient(client: FlagClient, events: Pick<OpenFeatureEventEmitter, 'emit'>): ClientWatch {
  let { state } = client.status();
  let answers = client.all();
  let silences = 1;

  function report(): void {
    const [before, status] = [{ state, answers }, client.status()];
    ({ state } = status);
    answers = client.all();
    if (silences > 0) return;
    if (state !== before.state) reportState(status);
    const flagsChanged = changedFlags(before.answers, answers);
    if (flagsChanged.length > 0) events.emit(ClientProviderEvents.ConfigurationChanged, { flagsChanged });
  }

  function reportState(status: FlagStatus): void {
    if (status.state === 'ready') events.emit(ClientProviderEvents.Ready);
    if (status.state === 'stale') events.emit(ClientProviderEvents.Stale, { message: problemOf(status) });
  }

  const stop = client.subscribe(report);
  // Silent until OpenFeature has initialized the provider.
  let isInitialized = false;
  return {
    silently: async (change) => {
      if (isInitialized) silences++;
      isInitialized = true;
      try {
        await change();
      } finally {
        silences--;
      }
    },
    stop,
  };
}

/** Why a client has no answers, or old ones. */
export function problemOf({ error }: FlagStatus): string {
  return error?.message ?? 'Burgee has not answered.';
}

function changedFlags(before: ReturnType<FlagClient['all']>, now: ReturnType<FlagClient['all']>): string[] {
  if (before === now) return [];
  const keys = new Set([...before.keys(), ...now.keys()]);
  return [...keys].filter((key) => JSON.stringify(before.get(key)) !== JSON.stringify(now.get(key)));
}
