import { EvaluationContext } from '@burgee/contracts';
import { z } from 'zod';

const NAME = 'burgee-recent-contexts';
const MAX_RECENT = 8;
/** What somebody pasted may be large; a browser keeps only so much. */
const MAX_LENGTH = 4_000;

const Recent = z.array(EvaluationContext).max(MAX_RECENT).catch([]);

/** What was asked with before in this browser, newest first. Browsers may refuse to keep anything. */
export function readRecentContexts(storage: Pick<Storage, 'getItem'>): readonly EvaluationContext[] {
  try {
    return Recent.parse(JSON.parse(storage.getItem(NAME) ?? '[]'));
  } catch {
    return [];
  }
}

/** With this one in front. Empty ones, and very large ones, are not worth it. */
export function withRecent(
  recent: readonly EvaluationContext[],
  context: EvaluationContext,
): readonly EvaluationContext[] {
  const text = JSON.stringify(context);
  if (text === '{}' || text.length > MAX_LENGTH) return recent;
  return [context, ...recent.filter((one) => JSON.stringify(one) !== text)].slice(0, MAX_RECENT);
}

export function keepRecentContexts(storage: Pick<Storage, 'setItem'>, recent: readonly EvaluationContext[]): void {
  try {
    storage.setItem(NAME, JSON.stringify(recent));
  } catch {
    // Then they are gone with the page.
  }
}

/** A short name for a context, in a menu: "ann, plan pro". */
export function nameOfContext(context: EvaluationContext): string {
  const { userId, ...others } = context;
  const words = Object.entries(others).map(([name, value]) => `${name} ${String(value)}`);
  const text = [...(userId === undefined ? [] : [String(userId)]), ...words].join(', ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
