import { isSameJson } from './json.ts';

/**
 * The canonical text of an environment file: names in order, indented by two spaces, without fields that have their default
 * value. Files with the same content have the same text. This module needs no schema, so the command line can load it alone.
 */

type Json = null | boolean | number | string | readonly Json[] | Fields;
type Fields = { readonly [name: string]: Json | undefined };

/** @param file an environment file. Its lists must be in order already. */
export function formatEnvironmentFile(file: object): string {
  const { segments = [], flags = [], ...head } = file as Fields;
  return formatJson({
    ...omit(head, { overrides: true }),
    ...omit(
      { segments: listOf(segments, compactSegment), flags: listOf(flags, compactFlag) },
      { segments: [], flags: [] },
    ),
  });
}

/** A segment of a file, as a text of its own. */
export function formatSegmentFile(segment: object): string {
  return formatJson(compactSegment(segment as Fields));
}

/** A flag of a file, as a text of its own. */
export function formatFlagFile(flag: object): string {
  return formatJson(compactFlag(flag as Fields));
}

function compactSegment(segment: Fields): Fields {
  return omit(segment, { name: segment['key'], description: '' });
}

const BOOLEAN_VARIANTS = [
  { key: 'on', value: true },
  { key: 'off', value: false },
];

function compactFlag(flag: Fields): Fields {
  const { key, type = 'boolean', variants, rollout = fixed(0), rules = [], overrides = {} } = flag;
  const isBoolean = type === 'boolean';
  const [first] = (variants ?? []) as readonly Fields[];
  const compact: Fields = {
    ...flag,
    split: compactSplit(flag['split']),
    rollout: compactRollout(rollout),
    rules: listOf(rules, compactRule),
    overrides: compactOverrides(overrides as Fields),
  };
  return omit(compact, {
    ...{ type: 'boolean', description: '', tags: [], enabled: false, archivedAt: null, expiresAt: null, salt: key },
    ...{ variants: isBoolean ? BOOLEAN_VARIANTS : undefined, onVariant: isBoolean ? 'on' : first?.['key'] },
    ...{ offVariant: isBoolean ? 'off' : null, split: null, rollout: fixed(0), rules: [], prerequisites: [] },
    ...{ managedBy: null, overrides: {} },
  });
}

function compactRule(rule: Fields): Fields {
  const { rollout = fixed(100), serve } = rule;
  const { split, ...kind } = serve as Fields;
  const compact = {
    ...rule,
    rollout: compactRollout(rollout),
    serve: split ? { ...kind, split: compactSplit(split) } : kind,
  };
  return omit(compact, { description: '', rollout: fixed(100) });
}

function fixed(percentage: number): Fields {
  return { schedule: { kind: 'fixed', percentage } };
}

function compactRollout(rollout: Json): Fields {
  return omit(rollout as Fields, { bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'included' });
}

function compactSplit(split: Json | undefined): Json {
  if (!split) return null;
  return omit(split as Fields, { bucketBy: ['userId'], salt: null, algorithm: 'murmur3', missing: 'first' });
}

function compactOverrides({ everyone = null, users = [] }: Fields): Fields {
  const compact = {
    everyone: everyone && omit(everyone as Fields, UNLIMITED),
    users: listOf(users, (user) => omit(user, UNLIMITED)),
  };
  return omit(compact, { everyone: null, users: [] });
}

const UNLIMITED: Fields = { reason: null, expiresAt: null };

function listOf(list: Json, compact: (item: Fields) => Fields): Fields[] {
  return (list as readonly Fields[]).map(compact);
}

/** The fields that differ from these. */
function omit(fields: Fields, defaults: Fields): Fields {
  const ordinary = new Map(Object.entries(defaults));
  const own = Object.entries(fields).filter(
    ([name, value]) => !ordinary.has(name) || !isSameJson(value, ordinary.get(name)),
  );
  return Object.fromEntries(own);
}

function formatJson(value: Json): string {
  return `${JSON.stringify(sortNames(value), null, 2)}\n`;
}

/** The key first, then all other names in alphabetical order. */
function sortNames(value: Json | undefined): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => sortNames(item) as Json);
  const entries = Object.entries(value).map(([name, inner]) => [name, sortNames(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (rank(one) < rank(other) ? -1 : 1)));
}

function rank(name: string): string {
  return name === 'key' ? '' : `.${name}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
