import type { Condition, Operator } from '@burgee/contracts';
import type { SourceAttribute } from '@burgee/flags/declaration';
import type { FlagSource } from './source.ts';

export type AttributeType = SourceAttribute['type'];

/** How flags and segments use an attribute. */
export type AttributeUse = {
  /** `hash`: a rollout or split chooses by it. */
  readonly operators: ReadonlySet<Operator | 'hash'>;
  /** The texts that `in` and `notIn` compare it with. */
  readonly members: ReadonlySet<string>;
};

/** The types of values that an operator can compare. The first is the usual one; a text works with each of them. */
const TYPES: Record<Operator | 'hash', readonly [AttributeType, ...AttributeType[]]> = {
  in: ['string', 'number', 'boolean', 'strings', 'date'],
  notIn: ['string', 'number', 'boolean', 'strings', 'date'],
  contains: ['string', 'strings', 'date'],
  startsWith: ['string', 'strings', 'date'],
  endsWith: ['string', 'strings', 'date'],
  eq: ['number', 'string'],
  lt: ['number', 'string'],
  lte: ['number', 'string'],
  gt: ['number', 'string'],
  gte: ['number', 'string'],
  before: ['date', 'string'],
  after: ['date', 'string'],
  semverEq: ['string'],
  semverLt: ['string'],
  semverLte: ['string'],
  semverGt: ['string'],
  semverGte: ['string'],
  matches: ['string', 'date'],
  inCidr: ['string'],
  exists: ['string', 'number', 'boolean', 'strings', 'date'],
  hash: ['string', 'number', 'boolean', 'date'],
};

/** Every context may have these; `$now` is the instant of the evaluation. */
const BUILT_IN = ['userId', 'sessionId', 'testRunId', '$now'];
/** For TypeScript, every object has these, so that no context would fit a declaration with one of them. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const UNDECLARABLE = new Set([...BUILT_IN, ...INHERITED]);

/** The attributes of contexts that have an influence, by name. */
export function attributeUses({ flags, segments }: Pick<FlagSource, 'flags' | 'segments'>): Map<string, AttributeUse> {
  const uses = new Map<string, { operators: Set<Operator | 'hash'>; members: Set<string> }>();

  function add(name: string, operator: Operator | 'hash', members: readonly string[] = []): void {
    if (UNDECLARABLE.has(name)) return;
    const use = uses.get(name) ?? { operators: new Set(), members: new Set() };
    uses.set(name, use);
    use.operators.add(operator);
    for (const member of members) use.members.add(member);
  }

  function addCondition(condition: Condition): void {
    if ('all' in condition) condition.all.forEach(addCondition);
    else if ('any' in condition) condition.any.forEach(addCondition);
    else if ('not' in condition) addCondition(condition.not);
    else if ('operator' in condition) {
      const { attribute, operator } = condition;
      add(attribute, operator, operator === 'in' || operator === 'notIn' ? condition.values : []);
    }
  }

  function addHash({ bucketBy }: { readonly bucketBy: readonly string[] }): void {
    for (const name of bucketBy) add(name, 'hash');
  }

  for (const { condition } of segments) addCondition(condition);
  for (const { rules, rollout, split } of flags) {
    for (const { condition, serve, rollout } of rules) {
      addCondition(condition);
      addHash(rollout);
      if (serve.kind === 'split') addHash(serve.split);
    }
    addHash(rollout);
    if (split) addHash(split);
  }
  return uses;
}

/** The type of an attribute that is not declared yet. A list, or a closed set of texts, does not show in rules. */
export function usualType(use: AttributeUse): AttributeType {
  const usual = new Set([...use.operators].map((operator) => TYPES[operator][0]));
  if (use.members.size > 0) usual.add('boolean');
  return [...usual].find((type) => type !== 'string' && isComparable(use, type)) ?? 'string';
}

/** Whether every rule can compare values that have the declared type. */
export function isDeclaredFor(use: AttributeUse, { type, values }: Pick<SourceAttribute, 'type' | 'values'>): boolean {
  return isComparable(use, type) && [...use.members].every((member) => !values || values.includes(member));
}

function isComparable({ operators, members }: AttributeUse, type: AttributeType): boolean {
  const areComparing = [...operators].every((operator) => TYPES[operator].includes(type));
  return areComparing && [...members].every((member) => CAN_EQUAL[type](member));
}

/** Whether a value of a type can be equal to a text, as `in` compares them. */
const CAN_EQUAL: Record<AttributeType, (text: string) => boolean> = {
  string: () => true,
  strings: () => true,
  number: (text) => String(Number(text)) === text,
  boolean: (text) => text === 'true' || text === 'false',
  date: (text) => !Number.isNaN(Date.parse(text)),
};

/** Those that are declared stay as they are, unless a rule could not compare them: only the code knows all their values. */
export function attributesToDeclare(
  uses: ReadonlyMap<string, AttributeUse>,
  declared: readonly SourceAttribute[],
): SourceAttribute[] {
  const attributes = new Map(declared.map((attribute) => [attribute.name, attribute]));
  for (const [name, use] of uses) {
    const known = attributes.get(name);
    if (!known || !isDeclaredFor(use, known)) attributes.set(name, { name, type: usualType(use) });
  }
  return [...attributes.values()];
}
