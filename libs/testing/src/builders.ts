import {
  BUCKETS,
  EmergencyOverride,
  FlagConfig,
  GlobalOverride,
  type JsonValue,
  OFF,
  ON,
  OVERRIDE_PRIORITY,
  type OverrideOf,
  type OverrideType,
  Rollout,
  rolloutOf,
  Rule,
  Ruleset,
  SegmentConfig,
  SessionOverride,
  Split,
  TestingOverride,
  UserOverride,
} from '@burgee/contracts';
import { randomUUID } from 'node:crypto';

/** The input of a schema, with plain strings where its output is branded. */
type Input<S extends { _zod: { input: unknown } }> = S['_zod']['input'];

/** The time of the tests; overrides that must expire do so a day later. */
export const NOW = Date.parse('2027-01-01T12:00:00Z');
const CREATED_AT = '2027-01-01T00:00:00Z';
const A_DAY_LATER = '2027-01-02T12:00:00Z';

type FlagFields = Partial<Omit<Input<typeof FlagConfig>, 'rollout' | 'variants' | 'rules'>> & {
  /** A number is a fixed percentage. */
  rollout?: number | Input<typeof Rollout>;
  /** Values by variant. */
  variants?: Readonly<Record<string, JsonValue>>;
  rules?: Input<typeof Rule>[];
};

/** By default, a boolean flag that is on for everyone. */
export function aFlag({ rollout = 100, variants, ...fields }: FlagFields = {}): FlagConfig {
  const { key = 'flag' } = fields;
  return FlagConfig.parse({
    key,
    type: 'boolean',
    enabled: true,
    archived: false,
    expiresAt: null,
    salt: key,
    variants: variants ? Object.entries(variants).map(([key, value]) => ({ key, value })) : [ON, OFF],
    onVariant: ON.key,
    offVariant: OFF.key,
    split: null,
    rollout: asRollout(rollout),
    rules: [],
    prerequisites: [],
    ...fields,
  } satisfies Input<typeof FlagConfig>);
}

/** A text flag with the variants `control` (off), `blue` (on) and `green`, each with its own name as its value. */
export function aTextFlag(fields: FlagFields = {}): FlagConfig {
  const variants = { control: 'control', blue: 'blue', green: 'green' };
  return aFlag({ type: 'string', variants, onVariant: 'blue', offVariant: 'control', ...fields });
}

type RuleFields = Partial<Omit<Input<typeof Rule>, 'rollout' | 'serve'>> & {
  rollout?: number | Input<typeof Rollout>;
  /** The key of a variant, or a split. */
  serve?: string | Input<typeof Split>;
};

/** By default, a rule that serves the variant `on` to everyone. */
export function aRule({ rollout = 100, serve = ON.key, ...fields }: RuleFields = {}): Rule {
  return Rule.parse({
    id: 'rule',
    description: '',
    condition: { all: [] },
    rollout: asRollout(rollout),
    serve: typeof serve === 'string' ? { kind: 'variant', variant: serve } : { kind: 'split', split: serve },
    ...fields,
  } satisfies Input<typeof Rule>);
}

export function aRollout(percentage: number, fields: Partial<Input<typeof Rollout>> = {}): Rollout {
  return Rollout.parse({ ...rolloutOf(percentage), ...fields });
}

function asRollout(rollout: number | Input<typeof Rollout>): Input<typeof Rollout> {
  return typeof rollout === 'number' ? aRollout(rollout) : rollout;
}

/**
 * A split by shares, which are scaled to weights: `{ blue: 2, green: 3 }` means 40% and 60%. Ranges are assigned in
 * this order.
 */
export function aSplit(shares: Readonly<Record<string, number>>, fields: Partial<Input<typeof Split>> = {}): Split {
  const sum = Object.values(shares).reduce((sum, share) => sum + share, 0);
  const weights = Object.entries(shares).map(([variant, share]) => ({ variant, weight: (share * BUCKETS) / sum }));
  let next = 0;
  const ranges = weights.map(({ variant, weight }) => ({ variant, from: next, to: (next += weight) }));
  return Split.parse({
    weights,
    ranges: ranges.filter(({ from, to }) => from < to),
    bucketBy: ['userId'],
    salt: null,
    algorithm: 'murmur3',
    missing: 'first',
    ...fields,
  } satisfies Input<typeof Split>);
}

export function aSegment(fields: Partial<Input<typeof SegmentConfig>> = {}): SegmentConfig {
  return SegmentConfig.parse({ key: 'segment', condition: { all: [] }, ...fields });
}

/** By default, the production environment at version 1, without flags. */
export function aRuleset(fields: Partial<Input<typeof Ruleset>> = {}): Ruleset {
  return Ruleset.parse({
    environment: 'production',
    version: 1,
    permitsSessionOverrides: false,
    flags: [],
    segments: [],
    overrides: [],
    ...fields,
  } satisfies Input<typeof Ruleset>);
}

type OverrideFields<S extends { _zod: { input: unknown } }> = Partial<Omit<Input<S>, 'type' | 'priority'>>;

export function anEmergencyOverride(fields: OverrideFields<typeof EmergencyOverride> = {}): OverrideOf<'emergency'> {
  return EmergencyOverride.parse({ ...override('emergency'), value: false, reason: 'incident', ...fields });
}

export function aGlobalOverride(fields: OverrideFields<typeof GlobalOverride> = {}): OverrideOf<'global'> {
  return GlobalOverride.parse({ ...override('global'), value: true, expiresAt: null, ...fields });
}

/** By default, for the session `session-1`. */
export function aSessionOverride(fields: OverrideFields<typeof SessionOverride> = {}): OverrideOf<'session'> {
  const target = 'session-1';
  return SessionOverride.parse({ ...override('session'), target, value: true, expiresAt: A_DAY_LATER, ...fields });
}

/** By default, for the test run `run-1`. */
export function aTestingOverride(fields: OverrideFields<typeof TestingOverride> = {}): OverrideOf<'testing'> {
  const target = 'run-1';
  return TestingOverride.parse({ ...override('testing'), target, value: true, expiresAt: A_DAY_LATER, ...fields });
}

/** By default, includes the user `ada`. */
export function aUserOverride(fields: OverrideFields<typeof UserOverride> = {}): OverrideOf<'user'> {
  const target = 'ada';
  return UserOverride.parse({ ...override('user'), target, overrideType: 'include', expiresAt: null, ...fields });
}

function override<T extends OverrideType>(type: T) {
  return {
    type,
    priority: OVERRIDE_PRIORITY[type],
    id: randomUUID(),
    flagKey: 'flag',
    createdBy: 'grace',
    createdAt: CREATED_AT,
    reason: null,
  };
}
