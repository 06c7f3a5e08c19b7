import type pg from 'pg';
import type { Database, PostgresLocation } from './database.ts';
import type { Need } from './migration-failure.ts';

/** Every table that our migrations create. */
export const TABLES = [
  'access',
  'api_keys',
  'audit_entries',
  'audit_head',
  'auth_account',
  'auth_session',
  'auth_user',
  'auth_verification',
  'burgee_migrations',
  'device_logins',
  'environments',
  'feature_flag_overrides',
  'feature_flag_user_overrides',
  'feature_flags',
  'flag_usage',
  'idempotency_keys',
  'invitations',
  'password_links',
  'protocol_uses',
  'segments',
];

/** PostgreSQL's codes for a missing privilege or no usable schema, and for a read-only server or database. */
const NO_PRIVILEGE = /^(42501|3F000)$/;
const READ_ONLY = '25006';

type Facts = {
  readonly role: string;
  readonly database: string;
  readonly schema: string;
  readonly hasSchema: boolean;
  readonly mayUseSchema: boolean;
  readonly isStandby: boolean;
  readonly foreign: readonly { readonly table: string; readonly owner: string }[];
};

const FACTS = `
  with place as (select coalesce($1, current_schema(), 'public') as name)
  select current_user as role, current_database() as database, place.name as schema,
    pg_namespace.oid is not null as "hasSchema", pg_is_in_recovery() as "isStandby",
    coalesce(has_schema_privilege(pg_namespace.oid, 'create') and has_schema_privilege(pg_namespace.oid, 'usage'), false)
      as "mayUseSchema",
    (select coalesce(json_agg(json_build_object('table', relname, 'owner', pg_get_userbyid(relowner)) order by relname), '[]')
     from pg_class where relnamespace = pg_namespace.oid and relkind in ('r', 'p') and relname = any($2)
       and not pg_has_role(relowner, 'usage')) as foreign
  from place left join pg_namespace on nspname = place.name`;

/** Finds what a migration that failed with `code` needs. Empty if nothing is missing. */
export async function findNeed(client: pg.Client, { schema }: PostgresLocation, code: string): Promise<Need> {
  if (!NO_PRIVILEGE.test(code) && code !== READ_ONLY) return {};
  const { rows } = await client.query<Facts>(FACTS, [schema, TABLES]);
  const facts = rows[0] as Facts;
  return code === READ_ONLY ? describeReadOnly(facts) : describeMissingPrivilege(facts, client);
}

/** Finds the privileges that the next migration would lack. Empty if nothing is missing. */
export async function findMissingPrivilege(
  client: Pick<pg.Client, 'escapeIdentifier'> & Pick<Database, 'query'>,
  { schema }: PostgresLocation,
): Promise<Need> {
  const { rows } = await client.query(FACTS, [schema, TABLES]);
  return describeMissingPrivilege(rows[0] as Facts, client);
}

function describeReadOnly({ isStandby, database }: Facts): Need {
  const server = 'the server is a standby, which is read-only: DATABASE_URL must point to the primary';
  return { needs: isStandby ? server : `the database "${database}" is read-only: it must accept writes` };
}

function describeMissingPrivilege(
  facts: Facts,
  { escapeIdentifier: quote }: Pick<pg.Client, 'escapeIdentifier'>,
): Need {
  const { role, database, schema, hasSchema, mayUseSchema, foreign } = facts;
  if (!hasSchema) {
    return {
      needs: `the role "${role}" needs CREATE on the database "${database}", which has no schema "${schema}"`,
      remedy: `grant create on database ${quote(database)} to ${quote(role)}`,
    };
  }
  if (!mayUseSchema) {
    return {
      needs: `the role "${role}" needs CREATE and USAGE on the schema "${schema}"`,
      remedy: `grant create, usage on schema ${quote(schema)} to ${quote(role)}`,
    };
  }
  if (foreign.length === 0) return {};
  const owned = foreign.map(({ table, owner }) => `"${table}" of "${owner}"`);
  const moves = foreign.map(({ table }) => `alter table ${quote(schema)}.${quote(table)} owner to ${quote(role)}`);
  return { needs: `the role "${role}" must own the tables: ${owned.join(', ')}`, remedy: moves.join('; ') };
}
