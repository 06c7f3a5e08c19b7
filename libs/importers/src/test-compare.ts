import type { Evaluation, FlagConfig } from '@burgee/contracts';
import { expect } from 'vitest';
import type { UnleashContext } from './context.ts';
import { Chance, type OracleAnswer, oracleAnswer, type OracleState } from './test-oracle.ts';

/** Returns `undefined` if chance decides, so that results cannot be compared; see `shares.test.ts`. */
export function oracleUnlessChance(
  state: OracleState,
  name: string,
  context: UnleashContext,
): OracleAnswer | undefined {
  try {
    return oracleAnswer(state, name, context);
  } catch (error) {
    if (error instanceof Chance) return undefined;
    throw error;
  }
}

/** The names that Unleash could return for a feature: a flag that is on without a variant must return none of them. */
function variantNames(state: OracleState, key: string): string[] {
  const feature = state.features.find(({ name }) => name === key);
  const lists = [feature?.variants, ...(feature?.strategies ?? []).map((strategy) => strategy.variants)];
  return lists.flatMap((list) => list ?? []).map(({ name }) => name);
}

function valueOfPayload({ type, value }: { type: string; value: string }): unknown {
  if (type === 'number') return Number(value);
  return type === 'json' ? JSON.parse(value) : value;
}

export function expectSame(
  given: Evaluation,
  { isOn, variant }: OracleAnswer,
  flag: FlagConfig,
  state: OracleState,
): void {
  expect(given.enabled).toBe(isOn);
  if (variant === 'chance') {
    expect(variantNames(state, flag.key)).toContain(given.variant);
  } else if (variant) {
    const { name, payload } = variant;
    expect(given.variant).toBe(name);
    expect(given.value).toEqual(payload ? valueOfPayload(payload) : name);
  } else if (flag.type === 'boolean') {
    expect(given.value).toBe(isOn);
  } else if (isOn) {
    expect(variantNames(state, flag.key)).not.toContain(given.variant);
  } else {
    expect(given).not.toHaveProperty('variant');
  }
}
