import type { EnvironmentKey, FlagKey, SegmentKey, SegmentUsage } from '@burgee/contracts';
import type { EntityManager } from '@burgee/data-access';

/** Finds the flags and segments whose own conditions name a segment. */
export async function findSegmentUsage(
  em: EntityManager,
  environment: EnvironmentKey,
  key: SegmentKey,
): Promise<SegmentUsage> {
  const rows: { key: SegmentKey }[] = await em.execute(
    `select key from segments where environment = ? and exists (${namesOne('condition')}) order by key`,
    [environment, JSON.stringify([key])],
  );
  return { flags: await findFlagsUsing(em, environment, [key]), segments: rows.map((segment) => segment.key) };
}

/** The flags whose own rules name one of the segments. */
export async function findFlagsUsing(
  em: EntityManager,
  environment: EnvironmentKey,
  segments: Iterable<string>,
): Promise<FlagKey[]> {
  const rows: { key: FlagKey }[] = await em.execute(
    `select flag_key as key from feature_flags
     where environment = ? and rules <> '[]' and exists (${namesOne('rules')}) order by flag_key`,
    [environment, JSON.stringify([...segments])],
  );
  return rows.map(({ key }) => key);
}

/** Accepts any stored value: a row that someone broke by hand must not block the others (R16). */
const namesOne = (column: 'rules' | 'condition') =>
  `select from jsonb_path_query(${column}, '$.**.segment') used
   where used #>> '{}' in (select jsonb_array_elements_text(?::jsonb))`;
