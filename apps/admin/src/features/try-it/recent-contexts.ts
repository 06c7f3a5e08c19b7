import { EvaluationContext, isSameJson } from '@burgee/contracts';
import { z } from 'zod';

const STORAGE_KEY = 'burgee-recent-contexts';
const MAX_RECENT = 8;
/** A pasted context may be large, and browser storage is limited. In characters of JSON. */
const MAX_LENGTH = 4_000;

const Recent = z.array(EvaluationContext).max(MAX_RECENT).catch([]);

/** The contexts evaluated before in this browser, newest first. Empty if the browser refuses storage. */
export function readRecentContexts(storage: Pick<Storage, 'getItem'>): readonly EvaluationContext[] {
  try {
    return Recent.parse(JSON.parse(storage.getItem(STORAGE_KEY) ?? '[]'));
  } catch {
    return [];
  }
}

/** Puts a context in front. Ignores empty and very large ones. */
export function withRecent(
  recent: readonly EvaluationContext[],
  context: EvaluationContext,
): readonly EvaluationContext[] {
  const text = JSON.stringify(context);
  if (text === '{}' || text.length > MAX_LENGTH) return recent;
  return [context, ...recent.filter((one) => !isSameJson(one, context))].slice(0, MAX_RECENT);
}

export function keepRecentContexts(storage: Pick<Storage, 'setItem'>, recent: readonly EvaluationContext[]): void {
  try {
    storage.setItem(STORAGE_KEY, JSON.stringify(recent));
  } catch {
    // Storage is refused: the contexts are lost with the page.
  }
}

/** A short label of a context for a menu: "ann, plan pro". */
export function contextLabel(context: EvaluationContext): string {
  const { userId, ...others } = context;
  const words = Object.entries(others).map(([name, value]) => `${name} ${String(value)}`);
  const text = [...(userId === undefined ? [] : [String(userId)]), ...words].join(', ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
