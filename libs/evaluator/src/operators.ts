import type { Clause, Operator } from '@burgee/contracts';
import { RE2JS } from 're2js';
import { BrokenConfig } from './broken-config.ts';
import { parseAddress, parseRange } from './cidr.ts';
import { scalarText } from './context.ts';
import { foldCase } from './fold-case.ts';
import { parseInstant, requireInstant } from './instant.ts';
import { compareSemver, parseReference } from './semver.ts';

/** Whether an attribute's value matches a clause; the value is `undefined` if the context does not have the attribute. */
export type Matcher = (value: unknown) => boolean;
type ClauseOf<O extends Operator> = Extract<Clause, { operator: O }>;

function isIn({ values }: ClauseOf<'in' | 'notIn'>): Matcher {
  const allowed = new Set(values);
  const has = (value: unknown) => {
    const text = scalarText(value);
    return text !== undefined && allowed.has(text);
  };
  return (value) => {
    if (typeof value === 'string') return allowed.has(value);
    return Array.isArray(value) ? value.some(has) : has(value);
  };
}

/** Tests a text, or every text of a list until one matches. */
function onText(test: (text: string, part: string) => boolean) {
  return ({ values, ignoreCase }: ClauseOf<'contains' | 'startsWith' | 'endsWith'>): Matcher => {
    const fits = ignoreCase ? matchFolded(values, test) : (text: string) => values.some((part) => test(text, part));
    const isFit = (value: unknown) => typeof value === 'string' && fits(value);
    return (value) => (Array.isArray(value) ? value.some(isFit) : isFit(value));
  };
}

function matchFolded(values: readonly string[], test: (text: string, part: string) => boolean) {
  const parts = values.map(foldCase);
  // A lone surrogate has no case, and folding may replace the pair in the text that contains it.
  const halves = values.filter((value) => !value.isWellFormed());
  return (text: string) => {
    const folded = foldCase(text);
    return parts.some((part) => test(folded, part)) || halves.some((part) => test(text, part));
  };
}

const NUMBER_TEXT = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;

/** Parses a number; `NaN` for anything else, so that every comparison is false. */
export function parseNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && NUMBER_TEXT.test(value) ? Number(value) : NaN;
}

function onNumber(test: (number: number, other: number) => boolean) {
  return ({ values }: ClauseOf<'eq' | 'lt' | 'lte' | 'gt' | 'gte'>): Matcher => {
    const [first, ...others] = values;
    if (first !== undefined && others.length === 0) return (value) => test(parseNumber(value), first);
    return (value) => values.some((other) => test(parseNumber(value), other));
  };
}

function onInstant(test: (instant: number, other: number) => boolean) {
  return ({ values }: ClauseOf<'before' | 'after'>): Matcher => {
    const instants = values.map(requireInstant);
    return (value) => {
      // Only `$now` is a number, in milliseconds; `compileClause` filters out a caller's numbers.
      const instant = typeof value === 'number' ? value : parseInstant(value);
      return instants.some((other) => test(instant, other));
    };
  };
}

function onVersion(test: (order: number) => boolean) {
  return ({ values }: ClauseOf<'semverEq' | 'semverLt' | 'semverLte' | 'semverGt' | 'semverGte'>): Matcher => {
    const versions = values.map((value) => {
      const version = parseReference(value);
      if (!version) throw new BrokenConfig(`"${value}" is not a version`);
      return version;
    });
    const [first, ...others] = versions;
    if (first && others.length === 0) return (value) => typeof value === 'string' && test(compareSemver(value, first));
    return (value) => typeof value === 'string' && versions.some((version) => test(compareSemver(value, version)));
  };
}

function matches({ values }: ClauseOf<'matches'>): Matcher {
  const patterns = values.map((pattern) => {
    try {
      return RE2JS.compile(pattern);
    } catch (error) {
      throw new BrokenConfig(`"${pattern}" is not an RE2 pattern: ${(error as Error).message}`);
    }
  });
  return (value) => typeof value === 'string' && patterns.some((pattern) => pattern.test(value));
}

function inCidr({ values }: ClauseOf<'inCidr'>): Matcher {
  const ranges = values.map((value) => {
    const range = parseRange(value);
    if (!range) throw new BrokenConfig(`"${value}" is not an IP address or range`);
    return range;
  });
  return (value) => {
    const address = typeof value === 'string' ? parseAddress(value) : undefined;
    return address !== undefined && ranges.some((contains) => contains(address));
  };
}

/** Every preparation happens here once, when the ruleset is compiled. */
const compilers = {
  in: isIn,
  notIn: (clause) => {
    const matcher = isIn(clause);
    return (value) => !matcher(value);
  },
  contains: onText((text, part) => text.includes(part)),
  startsWith: onText((text, part) => text.startsWith(part)),
  endsWith: onText((text, part) => text.endsWith(part)),
  eq: onNumber((number, other) => number === other),
  lt: onNumber((number, other) => number < other),
  lte: onNumber((number, other) => number <= other),
  gt: onNumber((number, other) => number > other),
  gte: onNumber((number, other) => number >= other),
  before: onInstant((instant, other) => instant < other),
  after: onInstant((instant, other) => instant > other),
  semverEq: onVersion((order) => order === 0),
  semverLt: onVersion((order) => order < 0),
  semverLte: onVersion((order) => order <= 0),
  semverGt: onVersion((order) => order > 0),
  semverGte: onVersion((order) => order >= 0),
  matches,
  inCidr,
  exists: () => (value) => value !== undefined && value !== null,
} satisfies { [O in Operator]: (clause: ClauseOf<O>) => Matcher };

/** @throws BrokenConfig if the operator is unknown or a value cannot be parsed. */
export function compileMatcher(clause: Clause): Matcher {
  if (!Object.hasOwn(compilers, clause.operator)) throw new BrokenConfig(`unknown operator "${clause.operator}"`);
  if (clause.operator !== 'exists' && !Array.isArray(clause.values)) throw new BrokenConfig('a clause has no values');
  // The table is complete by type, but TypeScript cannot infer that the entry for this operator accepts this clause.
  return (compilers[clause.operator] as (clause: Clause) => Matcher)(clause);
}
