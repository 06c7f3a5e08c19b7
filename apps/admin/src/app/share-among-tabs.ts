/** The part of a `BroadcastChannel` that is used. It reaches the other tabs, but not the one that posts. */
export type TabChannel = {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
};

export type SharedWork = {
  /** Connects exactly the tabs that share this work. */
  readonly channel: TabChannel;
  /** In `[0, 1)`. */
  readonly random: () => number;
  readonly isVisible: () => boolean;
  /** Starts the work in this tab; the returned function ends it. Published values must survive a structured clone. */
  readonly begin: (publish: (key: string, value: unknown) => void) => () => void;
  /** Called with every entry of the tab that does the work, this one or another, and with the latest entries after joining. */
  readonly onEntry: (key: string, value: unknown) => void;
};

export type SharedTab = {
  /** Stops the work if this tab does it, and ignores messages until `join` is called. */
  readonly leave: () => void;
  /** Call it again when the tab becomes visible, so that a hidden tab hands over the work immediately. */
  readonly join: () => void;
};

type Entries = readonly (readonly [key: string, value: unknown])[];
type Message =
  | { readonly kind: 'ask'; readonly isVisible: boolean }
  | { readonly kind: 'lead'; readonly id: number; readonly entries: Entries }
  | { readonly kind: 'leave' };

const JOIN_MS = 100;
const SPREAD_MS = 150;
const CHECK_MS = 3_000;
/** A busy tab needs a moment to answer. */
const ANSWER_MS = 1_000;

/**
 * Lets one tab of a browser do the work for all and publish the results to the others. Uses no API that browsers restrict to
 * HTTPS, such as locks.
 *
 * The leading tab answers the others. If it does not answer, because it was closed, crashed or frozen, another tab leads. If
 * two tabs lead, the one with the lower id continues. Timers of hidden tabs are slow, so a hidden leader hands over.
 */
export function shareAmongTabs({ channel, random, isVisible, begin, onEntry }: SharedWork): SharedTab {
  const id = random();
  const entries = new Map<string, unknown>();
  let end: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const post = (message: Message) => channel.postMessage(message);
  const announce = (changed: Entries = [...entries]) => post({ kind: 'lead', id, entries: changed });

  function after(ms: number, next: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(next, ms);
  }

  function lead(): void {
    entries.clear();
    announce();
    end = begin((key, value) => {
      entries.set(key, value);
      announce([[key, value]]);
      onEntry(key, value);
    });
  }

  function resign(): void {
    end?.();
    end = undefined;
  }

  function ask(patienceMs: number): void {
    post({ kind: 'ask', isVisible: isVisible() });
    after(patienceMs + random() * SPREAD_MS, lead);
  }

  function follow(): void {
    after(CHECK_MS * (1 + random()), () => ask(ANSWER_MS));
  }

  function leave(): void {
    clearTimeout(timer);
    channel.onmessage = null;
    if (!end) return;
    resign();
    post({ kind: 'leave' });
  }

  const hear = {
    ask: ({ isVisible: isOtherVisible }) => {
      if (!end) return;
      if (isVisible() || !isOtherVisible) return announce();
      resign();
      post({ kind: 'leave' });
      follow();
    },
    lead: (other) => {
      // The other tab receives this and resigns.
      if (end && id < other.id) return announce();
      resign();
      follow();
      for (const [key, value] of other.entries) onEntry(key, value);
    },
    // Visible tabs lead first.
    leave: () => {
      if (!end) after((isVisible() ? 0 : SPREAD_MS) + random() * SPREAD_MS, lead);
    },
  } satisfies { [K in Message['kind']]: (message: Extract<Message, { kind: K }>) => void };

  function join(): void {
    channel.onmessage = ({ data }) => {
      // Only this code posts to the channel, but a page of another version may have other kinds of messages.
      const message = data as Message;
      (hear[message.kind] as ((message: Message) => void) | undefined)?.(message);
    };
    if (!end) ask(JOIN_MS);
  }

  return { leave, join };
}
