import {
  DomainError,
  FlagConfig,
  type Detail,
  type EnvironmentKey,
  type FlagKey,
  type FlagType,
} from '@burgee/contracts';
import { FlagRow, SegmentRow, toSegmentConfig } from '@burgee/data-access';
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

/** Beside a flag of an environment those that require others, and those that it requires: of thousands, these few. */
export async function neighboursOf(
  em: EntityManager,
  environment: EnvironmentKey,
  { key, prerequisites }: Pick<FlagConfig, 'key' | 'prerequisites'>,
): Promise<Neighbour[]> {
  const required = prerequisites.map(({ flagKey }) => flagKey);
  const rows = await em.find(
    FlagRow,
    { environment, key: { $ne: key }, $or: [{ key: { $in: required } }, { prerequisites: { $ne: [] } }] },
    { fields: ['key', 'prerequisites', 'variants', 'offVariant'], orderBy: { key: 'asc' } },
  );
  return rows.map((row) => Neighbour.parse({ ...row, offVariant: row.offVariant ?? null }));
}

/**
 * Lets through only what can be evaluated, for this flag and for those that require it.
 *
 * @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE.
 */
export async function checkFlag(em: EntityManager, environment: EnvironmentKey, flag: FlagConfig): Promise<void> {
  const segments = await em.find(SegmentRow, { environment });
  const neighbours = await neighboursOf(em, environment, flag);
  const problems = [
    ...findFlagProblems(flag, segments.map(toSegmentConfig)),
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
  // Two creations in two environments hold two different environments: here they queue.
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [key]);
  const elsewhere = await em.findOne(FlagRow, { key, type: { $ne: type } });
  if (!elsewhere) return;
  throw invalid('type', `"${key}" is ${elsewhere.type} in ${elsewhere.environment}; a flag has one type everywhere`);
}
