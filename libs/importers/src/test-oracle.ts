import { BlockList, isIP } from 'node:net';
import type { UnleashContext } from './context.ts';

/**
 * Unleash's rules once more, written from the specification alone and without any of our code: what the import is
 * compared with.
 */
export type OracleConstraint = {
  contextName: string;
  operator: string;
  values?: string[];
  value?: string;
  inverted?: boolean;
  caseInsensitive?: boolean;
};
export type OracleVariant = {
  name: string;
  weight: number;
  stickiness?: string;
  payload?: { type: string; value: string };
  overrides?: { contextName: string; values: string[] }[];
};
export type OracleStrategy = {
  name: string;
  parameters?: Record<string, string>;
  constraints?: OracleConstraint[];
  segments?: number[];
  variants?: OracleVariant[];
};
export type OracleFeature = {
  name: string;
  enabled: boolean;
  strategies?: OracleStrategy[];
  variants?: OracleVariant[];
  dependencies?: { feature: string; enabled?: boolean; variants?: string[] }[];
};
export type OracleState = { features: OracleFeature[]; segments?: { id: number; constraints: OracleConstraint[] }[] };

export type OracleAnswer = { isOn: boolean; variant?: OracleVariant | undefined };

/** Thrown where chance decides, of which there is no same answer. */
export class Chance extends Error {}

const OFF: OracleAnswer = { isOn: false };

export function oracleAnswer(state: OracleState, name: string, context: UnleashContext): OracleAnswer {
  const feature = state.features.find((each) => each.name === name);
  if (!feature) return OFF;
  for (const { feature: parentName, enabled = true, variants = [] } of feature.dependencies ?? []) {
    const parent = state.features.find((each) => each.name === parentName);
    if (!parent || (parent.dependencies ?? []).length > 0) return OFF;
    const { isOn, variant } = oracleAnswer(state, parentName, context);
    const isInList = variants.length === 0 || variants.includes(variant?.name ?? 'disabled');
    if (enabled ? !isOn || !isInList : isOn) return OFF;
  }
  if (!feature.enabled) return OFF;
  const strategies = feature.strategies ?? [];
  const match = strategies.find((strategy) => doesMatch(strategy, state, context));
  if (strategies.length > 0 && !match) return OFF;
  const { parameters = {}, variants: own = [] } = match ?? {};
  if (own.length === 0) return { isOn: true, variant: chooseVariant(feature.variants ?? [], name, 'default', true, context) };
  return { isOn: true, variant: chooseVariant(own, parameters['groupId'] ?? '', parameters['stickiness'], false, context) };
}

function doesMatch(strategy: OracleStrategy, state: OracleState, context: UnleashContext): boolean {
  const holds = (constraint: OracleConstraint) => constraintHolds(constraint, context);
  const inSegments = (strategy.segments ?? []).every((id) => {
    return (state.segments ?? []).find((segment) => segment.id === id)?.constraints.every(holds) ?? false;
  });
  return inSegments && (strategy.constraints ?? []).every(holds) && ownRuleHolds(strategy, context);
}

function fieldOf(context: UnleashContext, name: string): string | undefined {
  const value = context[name] ?? context.properties?.[name];
  return value === null || value === undefined ? undefined : String(value as string);
}

function ownRuleHolds({ name, parameters: p = {} }: OracleStrategy, context: UnleashContext): boolean {
  const field = (name: string) => fieldOf(context, name);
  const split = (text = '') => text.split(/\s*,\s*/);
  if (name === 'default') return true;
  if (name === 'userWithId') return field('userId') !== undefined && split(p['userIds']).includes(field('userId') as string);
  if (name === 'gradualRolloutUserId') return isRolledOut(field('userId'), p['percentage'], p['groupId']);
  if (name === 'gradualRolloutSessionId') return isRolledOut(field('sessionId'), p['percentage'], p['groupId']);
  if (name === 'gradualRolloutRandom') return byChance(p['percentage']);
  if (name === 'remoteAddress') {
    const address = field('remoteAddress');
    return !!address && split(p['IPs']).some((entry) => entry === address || (isIP(entry.split('/')[0] ?? '') === 4 && isInside(address, entry)));
  }
  if (name !== 'flexibleRollout') return false;
  if (p['stickiness'] === 'random') return byChance(p['rollout']);
  if (p['stickiness'] !== 'default') return isRolledOut(field(p['stickiness'] as string), p['rollout'], p['groupId']);
  const id = field('userId') || field('sessionId');
  return id ? isRolledOut(id, p['rollout'], p['groupId']) : byChance(p['rollout']);
}

function isRolledOut(id: string | undefined, percentage: string | undefined, groupId = ''): boolean {
  return !!id && Number(percentage) > 0 && normalized(id, groupId, 100, 0) <= Number(percentage);
}

function byChance(percentage: string | undefined): boolean {
  if (Number(percentage) >= 1 && Number(percentage) < 100) throw new Chance();
  return Number(percentage) >= 100;
}

function chooseVariant(list: OracleVariant[], groupId: string, orElse = 'default', overrides: boolean, context: UnleashContext) {
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  const overridden = list.find((variant) => {
    return overrides && (variant.overrides ?? []).some((each) => each.values.some((value) => value === fieldOf(context, each.contextName)));
  });
  if (overridden) return overridden;
  const stickiness = list[0]?.stickiness ?? orElse;
  const names = stickiness === 'default' ? ['userId', 'sessionId', 'remoteAddress'] : stickiness === 'random' ? [] : [stickiness];
  const id = names.map((name) => fieldOf(context, name)).find((value) => value);
  const weighted = list.filter(({ weight }) => weight > 0);
  if (weighted.length === 1) return weighted[0];
  if (!id) throw new Chance();
  let left = normalized(id, groupId, total, 86028157);
  return weighted.find(({ weight }) => (left -= weight) <= 0);
}

function constraintHolds(constraint: OracleConstraint, context: UnleashContext): boolean {
  const { operator, value = '', inverted = false } = constraint;
  const values = (constraint.values ?? []).map((each) => each.trim()).filter((each) => each !== '');
  const text = fieldOf(context, constraint.contextName);
  const fold = (each: string) => (constraint.caseInsensitive ? each.toLowerCase() : each);
  const some = (test: (text: string, value: string) => boolean) => text !== undefined && values.some((each) => test(text, each));
  const compare = (order: number | undefined) => {
    if (order === undefined || Number.isNaN(order)) return false;
    return { EQ: order === 0, GT: order > 0, GTE: order >= 0, LT: order < 0, LTE: order <= 0 }[operator.split('_')[1] as 'EQ'];
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
    REGEX: () => text !== undefined && findsPattern(value, text),
    IN_CIDR: () => some(isInside),
  };
  const kind = operator.split('_')[0];
  const number = (text: string | undefined) => (text?.trim() ? Number(text) : NaN);
  const result =
    kind === 'NUM' ? compare(number(text) - number(value)) : kind === 'SEMVER' ? compare(compareVersions(text, value)) : results[operator]?.();
  return result === undefined ? false : result !== inverted;
}

function findsPattern(pattern: string, text: string): boolean {
  // JavaScript can look around, RE2 cannot.
  if (/\(\?<?[=!]/.test(pattern)) return false;
  try {
    return new RegExp(pattern).test(text);
  } catch {
    return false;
  }
}

function isInside(address: string, range: string): boolean {
  const [network = '', prefix] = range.split('/');
  const family = isIP(network);
  const width = family === 4 ? 32 : 128;
  if (family === 0 || isIP(address) !== family || Number(prefix ?? 0) > width) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(prefix ?? width), `ipv${family as 4 | 6}`);
  return list.check(address, `ipv${family as 4 | 6}`);
}

const VERSION = /^(\d+)\.(\d+)\.(\d+)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/;

/** Negative where `a` comes first; `undefined` where one of them is no version. */
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

function normalized(id: string, groupId: string, n: number, seed: number): number {
  return (murmur3(new TextEncoder().encode(`${groupId}:${id}`), seed) % n) + 1;
}

function murmur3(bytes: Uint8Array, seed: number): number {
  const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));
  const scramble = (block: number) => Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
  const view = new DataView(bytes.buffer);
  const whole = bytes.length - (bytes.length % 4);
  let hash = seed;
  for (let at = 0; at < whole; at += 4) {
    hash = Math.imul(rotate(hash ^ scramble(view.getUint32(at, true)), 13), 5) + 0xe6546b64;
  }
  const tail = bytes.slice(whole).reduceRight((block, byte) => (block << 8) | byte, 0);
  hash ^= scramble(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
