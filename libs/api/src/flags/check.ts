import {
  type Detail,
  DomainError,
  type EnvironmentKey,
  FlagConfig,
  type FlagKey,
  type FlagType,
  type SegmentConfig,
} from '@burgee/contracts';
import type { EntityManager } from '@burgee/data-access';
import { findFlagProblems, segmentKeysIn } from '@burgee/evaluator';
import type { z } from 'zod';
import { invalid, invalidAt } from '../failures/invalid.ts';
import { booleanProblems } from './draft.ts';

const { prerequisites, variants, offVariant } = FlagConfig.shape;

/**
 * The part of another flag that the write path checks. A flag that someone broke by hand counts as one without
 * prerequisites and variants, so that it affects only itself (R16).
 */
const Neighbor = FlagConfig.pick({ key: true })
  .extend({ prerequisites: prerequisites.catch([]), variants: variants.catch([]), offVariant: offVariant.catch(null) })
  .strip();
type Neighbor = z.infer<typeof Neighbor>;
type Variants = Pick<Neighbor, 'variants' | 'offVariant'>;

/** The segments and flags that a flag is checked against. */
export type Surroundings = { readonly segments: readonly SegmentConfig[]; readonly neighbors: readonly Neighbor[] };

type Requiring = Pick<FlagConfig, 'key'> & {
  readonly rules?: unknown;
  readonly prerequisites?: FlagConfig['prerequisites'] | undefined;
};

/**
 * Reads everything that a flag may be checked against, and nothing else of its environment. The stored flag counts as well,
 * so this can run together with the reading of the flag, before its new rules and prerequisites are known.
 */
export async function readSurroundings(
  em: EntityManager,
  environment: EnvironmentKey,
  flag: Requiring,
): Promise<Surroundings> {
  const [segments, neighbors] = await Promise.all([
    findSegments(em, environment, flag),
    findNeighbors(em, environment, flag),
  ]);
  return { segments, neighbors };
}

/**
 * The segments that the rules of a flag name, and those that these use.
 *
 * PostgreSQL expects millions of keys from a recursive query. As an array, it looks each one up; with `in`, it would read all flags
 * of the environment (ADR 0055).
 */
async function findSegments(
  em: EntityManager,
  environment: EnvironmentKey,
  { key, rules }: Requiring,
): Promise<SegmentConfig[]> {
  return em.execute<SegmentConfig[]>(
    `with recursive used (key) as (
       select jsonb_array_elements_text(?::jsonb)
       union
       select jsonb_path_query(rules, '$.**.segment') #>> '{}' from feature_flags
       where environment = ? and flag_key = ?
       union
       select jsonb_path_query(s.condition, '$.**.segment') #>> '{}'
       from used join segments s on s.environment = ? and s.key = used.key)
     select key, condition from segments where environment = ? and key = any(array(select key from used))`,
    [JSON.stringify([...segmentKeysIn(rules)]), environment, key, environment, environment],
  );
}

/** The flags that a flag requires, transitively, and those that require it. */
export async function findNeighbors(
  em: EntityManager,
  environment: EnvironmentKey,
  { key, prerequisites = [] }: Requiring,
): Promise<Neighbor[]> {
  const required = prerequisites.map(({ flagKey }) => flagKey);
  const flag = [environment, key];
  const rows: unknown[] = await em.execute(
    `with recursive required (key) as (
       select jsonb_array_elements_text(?::jsonb)
       union
       select jsonb_path_query(prerequisites, '$[*].flagKey') #>> '{}' from feature_flags
       where environment = ? and flag_key = ?
       union
       select jsonb_path_query(f.prerequisites, '$[*].flagKey') #>> '{}'
       from required join feature_flags f on f.environment = ? and f.flag_key = required.key)
     select flag_key as key, prerequisites, variants, off_variant as "offVariant" from feature_flags
     where environment = ? and flag_key <> ? and flag_key = any(array(
       select key from required
       union all
       select flag_key from feature_flags
       where environment = ? and prerequisites <> '[]' and prerequisites @> ?::jsonb))
     order by flag_key`,
    [JSON.stringify(required), ...flag, environment, ...flag, environment, JSON.stringify([{ flagKey: key }])],
  );
  return rows.map((row) => Neighbor.parse(row));
}

/**
 * Refuses a config with which this flag, or a flag that requires it, could not be evaluated.
 *
 * @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE.
 */
export async function checkFlag(em: EntityManager, environment: EnvironmentKey, flag: FlagConfig): Promise<void> {
  checkAgainst(await readSurroundings(em, environment, flag), flag);
}

/** @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE. */
export function checkAgainst({ segments, neighbors }: Surroundings, flag: FlagConfig): void {
  const problems = [
    ...findFlagProblems(flag, [...segments]),
    ...booleanProblems(flag),
    ...prerequisiteProblems(flag, neighbors),
    ...dependentProblems(flag, neighbors),
  ];
  if (problems.length > 0) throw invalidAt(problems);
  const path = findCycle(flag, new Map(neighbors.map(({ key, prerequisites }) => [key, prerequisites])));
  if (path) throw new DomainError({ code: 'PREREQUISITE_CYCLE', path });
}

function prerequisiteProblems(flag: FlagConfig, neighbors: readonly Neighbor[]): Detail[] {
  return problemsOfPrerequisites(flag, (flagKey) => neighbors.find(({ key }) => key === flagKey));
}

/** Prerequisites that can never hold, because the flag or the variant does not exist. */
export function problemsOfPrerequisites(flag: FlagConfig, find: (flagKey: FlagKey) => Variants | undefined): Detail[] {
  return flag.prerequisites.flatMap(({ flagKey, variants }, index) => {
    // A flag that requires itself is reported as a cycle.
    const required = flagKey === flag.key ? flag : find(flagKey);
    if (!required) return [{ path: `prerequisites.${index}.flagKey`, message: `there is no flag "${flagKey}"` }];
    return missingVariants(required, variants).map((variant) => ({
      path: `prerequisites.${index}.variants`,
      message: variant === null ? `"${flagKey}" has an off variant` : `"${flagKey}" has no variant "${variant}"`,
    }));
  });
}

/** A variant that other flags require cannot be removed. */
function dependentProblems(flag: FlagConfig, neighbors: readonly Neighbor[]): Detail[] {
  return neighbors.flatMap(({ key, prerequisites }) =>
    prerequisites
      .filter(({ flagKey }) => flagKey === flag.key)
      .flatMap(({ variants }) => missingVariants(flag, variants))
      .map((variant) => ({
        path: 'variants',
        message: `"${key}" requires the variant "${variant ?? 'none'}" of this flag`,
      })),
  );
}

/** `null` requires an answer without a variant, which a flag with an off variant never returns. */
function missingVariants({ variants, offVariant }: Variants, wanted: FlagConfig['prerequisites'][number]['variants']) {
  return wanted.filter((variant) =>
    variant === null ? Boolean(offVariant) : !variants.some(({ key }) => key === variant),
  );
}

type Prerequisites = ReadonlyMap<FlagKey, FlagConfig['prerequisites']>;

/** Returns the keys of a cycle, from `flag` back to itself. @param others the prerequisites of other flags. */
export function findCycle(flag: FlagConfig, others: Prerequisites): FlagKey[] | undefined {
  const seen = new Set<FlagKey>();
  const open: FlagKey[][] = [[flag.key]];
  for (let path = open.pop(); path; path = open.pop()) {
    const last = path.at(-1) as FlagKey;
    for (const { flagKey } of (last === flag.key ? flag.prerequisites : others.get(last)) ?? []) {
      if (flagKey === flag.key) return [...path, flagKey];
      if (seen.has(flagKey)) continue;
      seen.add(flagKey);
      open.push([...path, flagKey]);
    }
  }
  return undefined;
}

/**
 * Checks that the flag has the same type in every environment that has the key.
 *
 * @throws DomainError VALIDATION_FAILED.
 */
export async function checkType(em: EntityManager, key: FlagKey, type: FlagType): Promise<void> {
  checkSameType(await findOtherType(em, key, type), key);
}

type Typed = { readonly type: FlagType; readonly environment: EnvironmentKey };

/** Finds an environment in which the key has another type. Issues its statements at once; they run in this order. */
export async function findOtherType(em: EntityManager, key: FlagKey, type: FlagType): Promise<Typed | undefined> {
  const [, [elsewhere]] = await Promise.all([
    // Two creations in different environments lock different environments: here they queue.
    em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [key]),
    em.execute<Typed[]>('select type, environment from feature_flags where flag_key = ? and type <> ? limit 1', [
      key,
      type,
    ]),
  ]);
  return elsewhere;
}

/** @throws DomainError VALIDATION_FAILED. */
export function checkSameType(elsewhere: Typed | undefined, key: FlagKey): void {
  if (!elsewhere) return;
  const { type, environment } = elsewhere;
  throw invalid('type', `"${key}" is ${type} in ${environment}; a flag has one type everywhere`);
}
