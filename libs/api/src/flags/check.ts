import {
  DomainError,
  FlagConfig,
  type Detail,
  type EnvironmentKey,
  type FlagKey,
  type FlagType,
  type SegmentConfig,
} from '@burgee/contracts';
import { findFlagProblems } from '@burgee/evaluator';
import type { EntityManager } from '@burgee/data-access';
import type { z } from 'zod';
import { invalid, invalidAt } from '../invalid.ts';
import { booleanProblems } from './draft.ts';

const { prerequisites, variants, offVariant } = FlagConfig.shape;

/**
 * What the write path knows of the other flags of an environment. One that somebody broke by hand requires nothing and
 * has nothing that could be required: it costs itself alone (R16).
 */
const Neighbour = FlagConfig.pick({ key: true })
  .extend({ prerequisites: prerequisites.catch([]), variants: variants.catch([]), offVariant: offVariant.catch(null) })
  .strip();
type Neighbour = z.infer<typeof Neighbour>;
type Variants = Pick<Neighbour, 'variants' | 'offVariant'>;

/** What a flag is checked against. */
export type Surroundings = { readonly segments: readonly SegmentConfig[]; readonly neighbours: readonly Neighbour[] };

type Requiring = Pick<FlagConfig, 'key'> & { readonly prerequisites?: FlagConfig['prerequisites'] | undefined };

/**
 * All that a flag may be checked against: its own prerequisites need not be known, since those that are stored count as
 * well. So it can be read together with the flag.
 */
export async function readSurroundings(
  em: EntityManager,
  environment: EnvironmentKey,
  flag: Requiring,
): Promise<Surroundings> {
  const [segments, neighbours] = await Promise.all([
    em.execute<SegmentConfig[]>('select key, condition from segments where environment = ?', [environment]),
    neighboursOf(em, environment, flag),
  ]);
  return { segments, neighbours };
}

/** Beside a flag of an environment those that require others, and those that it requires: of thousands, these few. */
export async function neighboursOf(
  em: EntityManager,
  environment: EnvironmentKey,
  { key, prerequisites = [] }: Requiring,
): Promise<Neighbour[]> {
  const required = prerequisites.map(({ flagKey }) => flagKey);
  const rows: unknown[] = await em.execute(
    `select flag_key as key, prerequisites, variants, off_variant as "offVariant" from feature_flags
     where environment = ? and flag_key <> ? and (
       prerequisites <> '[]'
       or flag_key in (${['null', ...required.map(() => '?')].join()})
       or flag_key in (
         select jsonb_path_query(prerequisites, '$[*].flagKey') #>> '{}' from feature_flags
         where environment = ? and flag_key = ?))
     order by flag_key`,
    [environment, key, ...required, environment, key],
  );
  return rows.map((row) => Neighbour.parse(row));
}

/**
 * Lets through only what can be evaluated, for this flag and for those that require it.
 *
 * @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE.
 */
export async function checkFlag(em: EntityManager, environment: EnvironmentKey, flag: FlagConfig): Promise<void> {
  checkAgainst(await readSurroundings(em, environment, flag), flag);
}

/** @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE. */
export function checkAgainst({ segments, neighbours }: Surroundings, flag: FlagConfig): void {
  const problems = [
    ...findFlagProblems(flag, [...segments]),
    ...booleanProblems(flag),
    ...prerequisiteProblems(flag, neighbours),
    ...dependentProblems(flag, neighbours),
  ];
  if (problems.length > 0) throw invalidAt(problems);
  const path = findCycle(flag, neighbours);
  if (path) throw new DomainError({ code: 'PREREQUISITE_CYCLE', path });
}

function prerequisiteProblems(flag: FlagConfig, neighbours: readonly Neighbour[]): Detail[] {
  return flag.prerequisites.flatMap(({ flagKey, variants }, index) => {
    // A flag that requires itself is a circle, and told as one.
    const required = flagKey === flag.key ? flag : neighbours.find(({ key }) => key === flagKey);
    if (!required) return [{ path: `prerequisites.${index}.flagKey`, message: `there is no flag "${flagKey}"` }];
    return missingVariants(required, variants).map((variant) => ({
      path: `prerequisites.${index}.variants`,
      message: variant === null ? `"${flagKey}" has an off variant` : `"${flagKey}" has no variant "${variant}"`,
    }));
  });
}

/** A variant that other flags wait for cannot go. */
function dependentProblems(flag: FlagConfig, neighbours: readonly Neighbour[]): Detail[] {
  return neighbours.flatMap(({ key, prerequisites }) =>
    prerequisites
      .filter(({ flagKey }) => flagKey === flag.key)
      .flatMap(({ variants }) => missingVariants(flag, variants))
      .map((variant) => ({
        path: 'variants',
        message: `"${key}" requires the variant "${variant ?? 'none'}" of this flag`,
      })),
  );
}

/** `null` asks for an answer without a variant, which a flag with an off variant never gives. */
function missingVariants({ variants, offVariant }: Variants, wanted: FlagConfig['prerequisites'][number]['variants']) {
  return wanted.filter((variant) =>
    variant === null ? Boolean(offVariant) : !variants.some(({ key }) => key === variant),
  );
}

/** The keys of a circle through `flag`, from it back to it. */
function findCycle(flag: FlagConfig, neighbours: readonly Neighbour[]): FlagKey[] | undefined {
  const required = new Map(neighbours.map(({ key, prerequisites }) => [key, prerequisites]));
  required.set(flag.key, flag.prerequisites);
  const seen = new Set<FlagKey>();
  const open: FlagKey[][] = [[flag.key]];
  for (let path = open.pop(); path; path = open.pop()) {
    for (const { flagKey } of required.get(path.at(-1) as FlagKey) ?? []) {
      if (flagKey === flag.key) return [...path, flagKey];
      if (seen.has(flagKey)) continue;
      seen.add(flagKey);
      open.push([...path, flagKey]);
    }
  }
  return undefined;
}

/**
 * A flag's type is the same in every environment that has the key.
 *
 * @throws DomainError VALIDATION_FAILED.
 */
export async function checkType(em: EntityManager, key: FlagKey, type: FlagType): Promise<void> {
  checkSameType(await findOtherType(em, key, type), key);
}

type Typed = { readonly type: FlagType; readonly environment: EnvironmentKey };

/** The environment in which the key has another type. Issues its statements at once; they run in this order. */
export async function findOtherType(em: EntityManager, key: FlagKey, type: FlagType): Promise<Typed | undefined> {
  const [, [elsewhere]] = await Promise.all([
    // Two creations in two environments hold two different environments: here they queue.
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
