import type { WireFlags } from '@burgee/contracts/wire';
import { type Answers, readAnswers } from './answers.ts';

/** The part of the browser's `Storage` that is used. If it throws, nothing is stored. */
export type FlagStorage = {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
};

/** Keeps the last known answers between visits, for one environment, key and context at a time. */
export type StoredAnswers = {
  /** @param asked everything that the answers depend on. */
  read(asked: unknown): Answers | undefined;
  write(asked: unknown, sent: WireFlags): void;
};

/**
 * @param storage `undefined`: the page's `localStorage`, if there is one. `false`: none.
 */
export function createStoredAnswers(
  environment: string | undefined,
  storage: FlagStorage | false | undefined,
): StoredAnswers {
  const place = `burgee-flags:${environment ?? ''}`;
  // Throws if storage is blocked, or if there is none.
  const open = () => (storage ?? (globalThis.document && localStorage)) as FlagStorage;
  return {
    read: (asked) => {
      try {
        const payload = JSON.parse(open().getItem(place) as string) as { id: number };
        return payload.id === hashOf(asked) ? readAnswers(payload, environment) : undefined;
      } catch {
        return undefined;
      }
    },
    write: (asked, sent) => {
      try {
        open().setItem(place, JSON.stringify({ ...sent, id: hashOf(asked) }));
      } catch {
        // The storage is full.
      }
    },
  };
}

/** A prime below 2^45, so that a product with it stays exact. */
const HASHES = 35_184_372_088_777;

/** So that neither keys nor attributes of users are stored. */
function hashOf(asked: unknown): number {
  const characters = [...JSON.stringify(asked)];
  return characters.reduce((hash, character) => (hash * 31 + (character.codePointAt(0) as number)) % HASHES, 0);
}
