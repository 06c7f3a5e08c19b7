import type { EnvironmentPlan, PlannedChange, PlannedField } from '@burgee/contracts';
import { visibleText } from '../visible-text.ts';

export const SIGNS = { create: '+', change: '~', remove: '-' } as const;
type Sign = (typeof SIGNS)[keyof typeof SIGNS];
const COLORS: Readonly<Record<Sign, number>> = { '+': 32, '~': 33, '-': 31 };

/** Values up to this length are on one line. */
const SHORT = 60;

type Line = { readonly sign?: Sign; readonly text: string };

/** A plan as a diff: a line for each thing, and below it the fields that differ. */
export function formatPlan({ changes }: Pick<EnvironmentPlan, 'changes'>, hasColors: boolean): string {
  return changes
    .flatMap(changeLines)
    .map(({ sign, text }) => ({ sign, text: visibleText(text) }))
    .map(({ sign, text }) => (hasColors && sign ? `\u001b[${COLORS[sign]}m${text}\u001b[39m` : text))
    .join('\n');
}

function changeLines({ subject, key, action, fields }: PlannedChange): Line[] {
  const sign = SIGNS[action];
  return [{ sign, text: `${sign} ${subject} ${key}` }, ...fields.flatMap(fieldLines)];
}

function fieldLines({ field, before, after }: PlannedField): Line[] {
  const [old, wanted] = [before, after].map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  const isShort = [old, wanted].every((text) => (text ?? '').length <= SHORT);
  if (isShort)
    return [
      {
        text: `    ${field}: ${[old, wanted].filter((text) => text !== undefined).join(' -> ')}${after === undefined ? ' -> none' : ''}`,
      },
    ];
  return [{ text: `    ${field}:` }, ...differingLines(linesOf(before), linesOf(after))];
}

function linesOf(value: unknown): string[] {
  return value === undefined ? [] : JSON.stringify(value, null, 2).split('\n');
}

/** The lines between the first and the last that differ. */
function differingLines(old: readonly string[], wanted: readonly string[]): Line[] {
  const start = old.findIndex((line, index) => line !== wanted[index]);
  const from = start === -1 ? old.length : start;
  const shorter = Math.min(old.length, wanted.length) - from;
  let end = 0;
  while (end < shorter && old[old.length - 1 - end] === wanted[wanted.length - 1 - end]) end++;
  const removed = old.slice(from, old.length - end).map((line): Line => ({ sign: '-', text: `      - ${line}` }));
  const added = wanted.slice(from, wanted.length - end).map((line): Line => ({ sign: '+', text: `      + ${line}` }));
  return [...removed, ...added];
}

/** One sentence for a person. */
export function summarizePlan({
  changes,
  unchanged,
  kept,
}: Pick<EnvironmentPlan, 'changes' | 'unchanged' | 'kept'>): string {
  const counts = Object.keys(SIGNS).map((action) => changes.filter((change) => change.action === action).length);
  const [created = 0, changed = 0, removed = 0] = counts;
  const others =
    kept.length === 0 ? '' : ` ${kept.length} not removed, because another source manages them: ${kept.join(', ')}.`;
  return `${created} new, ${changed} changed, ${removed} removed, ${unchanged} unchanged.${others}`;
}
