/// <reference types="node" />
import { BlockList, isIP } from 'node:net';
import type { UnleashContext } from './context.ts';
import { findsPattern } from './test-oracle-patterns.ts';

/** A constraint for the part of the oracle that evaluates constraints. */
export type OracleConstraint = {
  contextName: string;
  operator: string;
  values?: string[];
  value?: string;
  inverted?: boolean;
  caseInsensitive?: boolean;
};

export function fieldOf(context: UnleashContext, name: string): string | undefined {
  const value = context[name] ?? context.properties?.[name];
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function constraintHolds(constraint: OracleConstraint, context: UnleashContext): boolean {
  const { operator, value = '', inverted = false } = constraint;
  const values = (constraint.values ?? []).map((each) => each.trim()).filter((each) => each !== '');
  const text = fieldOf(context, constraint.contextName);
  const fold = (each: string) => (constraint.caseInsensitive ? each.toLowerCase() : each);
  const some = (test: (text: string, value: string) => boolean) =>
    text !== undefined && values.some((each) => test(text, each));
  const compare = (order: number | undefined) => {
    if (order === undefined || Number.isNaN(order)) return false;
    return { EQ: order === 0, GT: order > 0, GTE: order >= 0, LT: order < 0, LTE: order <= 0 }[
      operator.split('_')[1] as 'EQ'
    ];
  };
  const time = Date.parse(fieldOf(context, 'currentTime') ?? '') - Date.parse(value);
  const results: Record<string, () => boolean> = {
    IN: () => some((text, each) => text === each),
    NOT_IN: () => !some((text, each) => text === each),
    STR_STARTS_WITH: () => some((text, each) => fold(text).startsWith(fold(each))),
    STR_ENDS_WITH: () => some((text, each) => fold(text).endsWith(fold(each))),
    STR_CONTAINS: () => some((text, each) => fold(text).includes(fold(each))),
    DATE_AFTER: () => time > 0,
    DATE_BEFORE: () => time < 0,
    REGEX: () => text !== undefined && findsPattern(value, text, constraint.caseInsensitive ?? false),
    IN_CIDR: () => some(isInside),
  };
  const kind = operator.split('_')[0];
  const number = (text: string | undefined) => (text?.trim() ? Number(text) : NaN);
  const result =
    kind === 'NUM'
      ? compare(number(text) - number(value))
      : kind === 'SEMVER'
        ? compare(compareVersions(text, value))
        : Object.hasOwn(results, operator)
          ? results[operator]?.()
          : undefined;
  return result === undefined ? false : result !== inverted;
}

export function isInside(address: string, range: string): boolean {
  const [network = '', prefix] = range.split('/');
  const family = isIP(network);
  const width = family === 4 ? 32 : 128;
  if (family === 0 || isIP(address) !== family || Number(prefix ?? 0) > width) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix ?? width), `ipv${family as 4 | 6}`);
  return list.check(address, `ipv${family as 4 | 6}`);
}

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;

/** Negative if `a` is lower; `undefined` if one of them is not a version. */
function compareVersions(a: string | undefined, b: string): number | undefined {
  const [left, right] = [VERSION.exec(a ?? ''), VERSION.exec(b)];
  if (!left || !right) return undefined;
  for (const part of [1, 2, 3]) if (left[part] !== right[part]) return Number(left[part]) - Number(right[part]);
  if (!left[4] || !right[4]) return Number(!left[4]) - Number(!right[4]);
  const [ours, theirs] = [left[4].split('.'), right[4].split('.')];
  for (const [index, each] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    if (each === other) continue;
    const [isNumber, isOtherNumber] = [/^\d+$/.test(each), /^\d+$/.test(other)];
    if (isNumber && isOtherNumber) return Number(each) - Number(other);
    if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
    return each < other ? -1 : 1;
  }
  return ours.length - theirs.length;
}
