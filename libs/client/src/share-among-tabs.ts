/** As much of a `BroadcastChannel` as is needed: it reaches the other tabs, and not the one that posts. */
export type TabChannel = {
  postMessage(message: unknown): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  close(): void;
};

export type SharedWork = {
  /** Shared by exactly the tabs that share this work. */
  readonly channel: TabChannel;
  /** In `[0, 1)`. */
  readonly random: () => number;
  readonly isVisible: () => boolean;
  /** Begins the work in this tab; the returned function ends it. What it publishes has to survive a structured clone. */
  readonly begin: (publish: (key: string, value: unknown) => void) => () => void;
  /** Called with every entry of the tab that does the work, this one or another, and with the newest ones when it joins. */
  readonly onEntry: (key: string, value: unknown) => void;
};

export type SharedTab = {
  /** Gives up the work, if this tab does it, and hears nothing until `join` is called. */
  readonly leave: () => void;
  /** Again when the tab becomes visible, so that a hidden one gives way to it at once. */
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
 * Has one tab of a browser do the work of all, and tells the others what comes of it. Needs nothing that browsers keep from
 * pages over plain HTTP, as they do with locks.
 *
 * The leading tab answers the others. If it does not answer, because it was closed, crashed or frozen, another one leads;
 * of two that lead, the one with the lower id goes on. Timers of hidden tabs are slow, so a hidden one gives way.
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
      // The other one hears it, and gives way.
      if (end && id < other.id) return announce();
      resign();
      follow();
      for (const [key, value] of other.entries) onEntry(key, value);
    },
    // Visible tabs first.
    leave: () => {
      if (!end) after((isVisible() ? 0 : SPREAD_MS) + random() * SPREAD_MS, lead);
    },
  } satisfies { [K in Message['kind']]: (message: Extract<Message, { kind: K }>) => void };

  function join(): void {
    channel.onmessage = ({ data }) => {
      // Only this code posts to the channel; a page of another version may know other kinds.
      const message = data as Message;
      (hear[message.kind] as ((message: Message) => void) | undefined)?.(message);
    };
    if (!end) ask(JOIN_MS);
  }

  return { leave, join };
}
