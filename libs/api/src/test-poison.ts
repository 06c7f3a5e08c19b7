import type { Database } from '@burgee/data-access';

/** A column of a stored row, as the entities describe it. */
type Column = { readonly name: string; readonly type: string; readonly isNullable: boolean };
type Table = { readonly name: string; readonly columns: readonly Column[] };

/** A row that differs from a healthy one by one value that the database accepts. */
export type Poisoned = { readonly table: string; readonly column: string; readonly value: string };

/** All tables that have entities, with all of their columns. */
export async function tablesOf(database: Database): Promise<Table[]> {
  return database.read(async (em) =>
    [...em.getMetadata().getAll().values()].map(({ schema, tableName, props }) => ({
      name: `${schema ? `${schema}.` : ''}"${tableName}"`,
      columns: props.flatMap(({ fieldNames, columnTypes, nullable }) => {
        const [name, type] = [fieldNames[0], columnTypes[0]];
        return name && type ? [{ name, type, isNullable: Boolean(nullable) }] : [];
      }),
    })),
  );
}

/** Values for a column that no schema would write but the database may accept. */
export function poisonsFor({ type, isNullable }: Column): (string | null)[] {
  const kind = /json/.test(type)
    ? 'json'
    : /char|text/.test(type)
      ? 'text'
      : /timestamp/.test(type)
        ? 'time'
        : 'number';
  const none = isNullable ? [null] : [];
  return /bool|uuid/.test(type) ? none : [...none, ...POISONS[kind]];
}

const POISONS = {
  json: [
    ...[
      'null',
      '{}',
      '[]',
      '7',
      'true',
      '"text"',
      '[null]',
      '[{}]',
      '[[]]',
      '{"a":null}',
      '[7]',
      '["\\u202e"]',
      '["x","x"]',
    ],
    ...[
      '{"operator":"psychic"}',
      '{"segment":"gone"}',
      '[{"flagKey":"gone","variants":["on"]}]',
      '{"all":[{"not":7}]}',
    ],
    ...['1e400', `${'['.repeat(300)}${']'.repeat(300)}`],
  ],
  text: ['', ' ', 'a b', '../..', '\u202e', '\u00e9\u0301', '__proto__', 'unknown', 'x'.repeat(20), 'x'.repeat(255)],
  time: ['infinity', '-infinity', '0001-01-01', '9999-12-31T23:59:59.999Z', '275761-01-01', '4000-01-01 BC'],
  number: ['-2147483648', '-1', '0', '2147483647', '9007199254740993', '0.0005'],
};

/**
 * Copies a row except for its `fresh` columns, and sets one of its columns to the value.
 *
 * @returns whether the database accepted it.
 */
export async function poison(
  database: Database,
  { table, column, value }: Omit<Poisoned, 'value'> & { value: string | null },
  { like, fresh }: { readonly like: string; readonly fresh: Readonly<Record<string, string | number>> },
): Promise<boolean> {
  const [[name, own] = ['', '']] = Object.entries(fresh);
  const insert = `insert into ${table} select (jsonb_populate_record(t, ?::jsonb)).* from ${table} t where ${like} limit 1`;
  // The audit table refuses updates, so its entries are poisoned on insertion.
  const isTrail = table === '"audit_entries"';
  const isJson = isTrail && (column === 'before' || column === 'after');
  const row = JSON.stringify(fresh).slice(0, -1);
  const poisoned = `${row},"${column}":${isJson ? String(value) : JSON.stringify(value)}}`;
  try {
    await database.write(async (em) => {
      await em.execute(insert, [isTrail ? poisoned : JSON.stringify(fresh)]);
      if (!isTrail) await em.execute(`update ${table} set "${column}" = ? where "${name}" = ?`, [value, own]);
    });
    return true;
  } catch {
    return false;
  }
}
