import type { FlagdDefinitions, FlagdPayload, Services } from '@burgee/api';
import type { EnvironmentKey } from '@burgee/contracts';
import { setImmediate as yieldToOthers, setTimeout as delay } from 'node:timers/promises';

/** Sends a message, and calls `taken` when the connection has taken it. */
type Send = (message: Buffer, taken: () => void) => void;

/** The flags of environments, as streams receive them: written and encoded once, however many streams there are. */
export type Feeds = {
  /** Sends the newest flags, now and after each change, until the returned function is called. */
  follow(environment: EnvironmentKey, send: Send): () => void;
};

type FeedsOptions = {
  readonly snapshots: Pick<Services['snapshots'], 'changes'>;
  readonly flagd: Pick<FlagdDefinitions, 'current' | 'isCurrent'>;
  readonly encode: (json: string) => Buffer;
  /** Called with what prevents an update. It is tried again. */
  readonly onFailed: (error: unknown) => void;
};

type Follower = { readonly send: Send; sent: Buffer | undefined; isBusy: boolean };

type Feed = {
  readonly followers: Set<Follower>;
  readonly ended: AbortController;
  digest: string | undefined;
  message: Buffer | undefined;
};

/** How many streams get a message before other work of the process continues. */
const SLICE = 50;
const RETRY_MS = 1_000;

export function createFeeds({ snapshots, flagd, encode, onFailed }: FeedsOptions): Feeds {
  const feeds = new Map<EnvironmentKey, Feed>();

  function begin(environment: EnvironmentKey): Feed {
    const feed: Feed = { followers: new Set(), ended: new AbortController(), digest: undefined, message: undefined };
    feeds.set(environment, feed);
    // Listens before the first read, so that no change falls between the two.
    const changes = snapshots.changes(environment, feed.ended.signal);
    void run(environment, feed, changes);
    return feed;
  }

  async function run(environment: EnvironmentKey, feed: Feed, changes: AsyncIterable<unknown>): Promise<void> {
    await update(environment, feed);
    for await (const _version of changes) await update(environment, feed);
  }

  /** Repeats until the feed has what the server has, unless the next change does so before. */
  async function update(environment: EnvironmentKey, feed: Feed): Promise<void> {
    const { signal } = feed.ended;
    while (!signal.aborted) {
      try {
        await publish(feed, await flagd.current(environment));
        if (flagd.isCurrent(environment)) return;
      } catch (error) {
        onFailed(error);
      }
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async function publish(feed: Feed, payload: FlagdPayload): Promise<void> {
    if (feed.digest === payload.digest) return;
    feed.digest = payload.digest;
    feed.message = encode(payload.json);
    let sent = 0;
    for (const follower of feed.followers) {
      sendNewest(feed, follower);
      if (++sent % SLICE === 0) await yieldToOthers();
    }
  }

  return {
    follow: (environment, send) => {
      const feed = feeds.get(environment) ?? begin(environment);
      const follower: Follower = { send, sent: undefined, isBusy: false };
      feed.followers.add(follower);
      sendNewest(feed, follower);
      return () => {
        feed.followers.delete(follower);
        if (feed.followers.size > 0 || feeds.get(environment) !== feed) return;
        feeds.delete(environment);
        feed.ended.abort();
      };
    },
  };
}

/** A follower that does not read holds one message at most, and then gets the newest one. */
function sendNewest(feed: Feed, follower: Follower): void {
  const { message } = feed;
  if (message === undefined || follower.isBusy || follower.sent === message || !feed.followers.has(follower)) return;
  follower.isBusy = true;
  follower.sent = message;
  follower.send(message, () => {
    follower.isBusy = false;
    sendNewest(feed, follower);
  });
}
