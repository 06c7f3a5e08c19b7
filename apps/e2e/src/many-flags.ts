import pg from 'pg';

/** Test data for a table of thousands of flags. */

const AREAS = 'checkout payments search profile catalog orders mail admin mobile beta'.split(' ');
const PARTS = 'banner button page wizard list editor filter theme cache export'.split(' ');

export type NamedFlag = { readonly key: string; readonly description: string };

/** Returns flags sorted by key. */
export function manyFlags(count: number): NamedFlag[] {
  return Array.from({ length: count }, (_, index) => {
    const area = AREAS[index % AREAS.length] as string;
    const part = PARTS[Math.floor(index / AREAS.length) % PARTS.length] as string;
    const key = `${area}-${part}-${String(index).padStart(4, '0')}`;
    return { key, description: `The new ${part} of ${area}, number ${index}.` };
  }).sort((one, other) => (one.key < other.key ? -1 : 1));
}

/** Inserts the flags into every environment directly, because creating them through the server would take minutes. */
export async function insertFlags(databaseUrl: string, flags: readonly NamedFlag[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('delete from feature_flags');
    await client.query(INSERT, [JSON.stringify(flags)]);
    await client.query('analyze feature_flags');
    await client.query('update environments set version = version + 1');
  } finally {
    await client.end();
  }
}

/** A fifth of the flags have rules, a seventh have tags, and half are on; some changed long ago. */
const INSERT = `
  insert into feature_flags (
    flag_key, environment, enabled, rollout_percentage, description, tags, salt, variants, on_variant, off_variant,
    rollout, rules, created_at, updated_at)
  select flag ->> 'key', e.key, n % 2 = 0, n % 5 * 25, flag ->> 'description',
    case n % 7 when 0 then '["web", "team-a"]' else '[]' end::jsonb, flag ->> 'key',
    '[{"key": "on", "value": true}, {"key": "off", "value": false}]', 'on', 'off',
    '{"schedule": null, "bucketBy": ["userId"], "salt": null, "algorithm": "murmur3", "missing": "included"}',
    case n % 5 when 0 then $rules$[{
      "id": "staff", "description": "Our own people",
      "condition": {"attribute": "plan", "operator": "in", "values": ["staff", "beta", "partner"]},
      "rollout": {"schedule": {"kind": "fixed", "percentage": 100}, "bucketBy": ["userId"], "salt": null,
        "algorithm": "murmur3", "missing": "included"},
      "serve": {"kind": "variant", "variant": "on"}}]$rules$ else '[]' end::jsonb,
    now() - interval '1 year', now() - n % 100 * interval '1 day'
  from jsonb_array_elements($1::jsonb) with ordinality as f (flag, n), environments e`;
