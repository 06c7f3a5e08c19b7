/// <reference types="node" />
import { isIP } from 'node:net';
import type { UnleashContext } from './context.ts';
import { constraintHolds, fieldOf, isInside, type OracleConstraint } from './test-oracle-constraints.ts';

/**
 * A second implementation of Unleash's rules, written from the specification without any of our code, to compare the import
 * with.
 */
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

export type OracleAnswer = { isOn: boolean; variant?: OracleVariant | 'chance' | undefined };

/** Thrown if chance decides whether a feature is on, so that results cannot be compared. */
export class Chance extends Error {}

const OFF: OracleAnswer = { isOn: false };

export function oracleAnswer(state: OracleState, name: string, context: UnleashContext): OracleAnswer {
  const feature = state.features.find((each) => each.name === name);
  if (!feature) return OFF;
  for (const { feature: parentName, enabled = true, variants = [] } of feature.dependencies ?? []) {
    const parent = state.features.find((each) => each.name === parentName);
    if (!parent || (parent.dependencies ?? []).length > 0) return OFF;
    const { isOn, variant } = oracleAnswer(state, parentName, context);
    if (variant === 'chance' && variants.length > 0) throw new Chance();
    const given = variant === 'chance' ? '' : (variant?.name ?? 'disabled');
    const isInList = variants.length === 0 || variants.includes(given);
    if (enabled ? !isOn || !isInList : isOn) return OFF;
  }
  if (!feature.enabled) return OFF;
  const strategies = feature.strategies ?? [];
  const match = strategies.find((strategy) => doesMatch(strategy, state, context));
  if (strategies.length > 0 && !match) return OFF;
  const { parameters = {}, variants: own = [] } = match ?? {};
  const { groupId = '', stickiness } = parameters;
  const variant =
    own.length > 0
      ? chooseVariant(own, context, { groupId, stickiness, hasOverrides: false })
      : chooseVariant(feature.variants ?? [], context, { groupId: name, stickiness: undefined, hasOverrides: true });
  return { isOn: true, variant };
}

function doesMatch(strategy: OracleStrategy, state: OracleState, context: UnleashContext): boolean {
  const holds = (constraint: OracleConstraint) => constraintHolds(constraint, context);
  const inSegments = (strategy.segments ?? []).every((id) => {
    return (state.segments ?? []).find((segment) => segment.id === id)?.constraints.every(holds) ?? false;
  });
  return inSegments && (strategy.constraints ?? []).every(holds) && ownRuleHolds(strategy, context);
}

function ownRuleHolds({ name, parameters: p = {} }: OracleStrategy, context: UnleashContext): boolean {
  const field = (name: string) => fieldOf(context, name);
  const split = (text = '') => text.split(/\s*,\s*/);
  if (name === 'default') return true;
  if (name === 'userWithId')
    return field('userId') !== undefined && split(p['userIds']).includes(field('userId') as string);
  if (name === 'gradualRolloutUserId') return isRolledOut(field('userId'), p['percentage'], p['groupId']);
  if (name === 'gradualRolloutSessionId') return isRolledOut(field('sessionId'), p['percentage'], p['groupId']);
  if (name === 'gradualRolloutRandom') return byChance(p['percentage']);
  if (name === 'remoteAddress') {
    const address = field('remoteAddress');
    return (
      !!address &&
      split(p['IPs']).some(
        (entry) => entry === address || (isIP(entry.split('/')[0] ?? '') === 4 && isInside(address, entry)),
      )
    );
  }
  if (name !== 'flexibleRollout') return false;
  const { stickiness = 'default' } = p;
  if (stickiness === 'random') return byChance(p['rollout']);
  if (stickiness !== 'default') return isRolledOut(field(stickiness), p['rollout'], p['groupId']);
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

type Choosing = { groupId: string; stickiness: string | undefined; hasOverrides: boolean };

function chooseVariant(
  list: OracleVariant[],
  context: UnleashContext,
  { groupId, stickiness, hasOverrides }: Choosing,
) {
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return undefined;
  const overridden = list.find(({ overrides = [] }) =>
    overrides.some(({ contextName, values }) => values.some((value) => value === fieldOf(context, contextName))),
  );
  if (hasOverrides && overridden) return overridden;
  const by = list[0]?.stickiness ?? stickiness ?? 'default';
  const names = by === 'default' ? ['userId', 'sessionId', 'remoteAddress'] : by === 'random' ? [] : [by];
  const id = names.map((name) => fieldOf(context, name)).find((value) => value);
  const weighted = list.filter(({ weight }) => weight > 0);
  if (weighted.length === 1) return weighted[0];
  if (!id) return 'chance';
  let left = normalized(id, groupId, total, 86028157);
  return weighted.find(({ weight }) => (left -= weight) <= 0);
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
