import { Migration } from '@mikro-orm/migrations';

/** Adds API keys, and chains the audit trail so that it can be verified. */
export class Access extends Migration {
  override name = '2026-11-21-access';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // One row: the version of all keys and people. Changes to them lock it.
  `create table access (
    only_row boolean primary key default true check (only_row),
    version integer not null default 0 check (version >= 0)
  )`,
  `insert into access default values`,
  // Only the SHA-256 of a secret is stored: secrets have 256 random bits, so a slower hash is not needed.
  `create table api_keys (
    id uuid primary key,
    kind varchar(10) not null check (kind in ('server', 'web', 'admin')),
    name varchar(100) not null,
    start varchar(12) not null,
    hash varchar(64) not null unique,
    previous_hash varchar(64) unique,
    previous_ends_at timestamptz,
    environment varchar(20) references environments (key),
    role varchar(10) check (role in ('viewer', 'editor', 'admin')),
    reach jsonb,
    origins jsonb not null default '[]',
    created_at timestamptz not null,
    created_by varchar(255) not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    check ((kind = 'admin') = (role is not null)),
    check ((kind = 'admin') = (environment is null)),
    check (kind <> 'admin' or expires_at is not null),
    check ((previous_hash is null) = (previous_ends_at is null))
  )`,
  `alter table audit_entries alter column environment drop not null`,
  `alter table audit_entries alter column key type varchar(255)`,
  `alter table audit_entries add column number bigint`,
  `alter table audit_entries add column mac varchar(43)`,
  // Entries older than the chain get numbers up to 0, and nothing authenticates them.
  `update audit_entries set number = numbered.number from (
     select id, row_number() over (order by at, id) - count(*) over () as number from audit_entries
   ) as numbered where numbered.id = audit_entries.id`,
  `alter table audit_entries alter column number set not null`,
  `create unique index audit_entries_number on audit_entries (number)`,
  // One row: the newest link, and the last link that was cut off. Appending entries locks it.
  `create table audit_head (
    only_row boolean primary key default true check (only_row),
    number bigint not null default 0,
    mac varchar(43) not null default '',
    cut_number bigint not null default 0,
    cut_mac varchar(43) not null default '',
    cut_seal varchar(43) not null default ''
  )`,
  `insert into audit_head default values`,
  // Prevents mistakes. An owner of the table can disable the trigger; the chain detects what they then change.
  `create function refuse_audit_change() returns trigger language plpgsql as $$
   begin
     if tg_op = 'DELETE' and current_setting('burgee.retention', true) = 'on' then return null; end if;
     raise exception 'the audit trail is only ever appended to';
   end $$`,
  `create trigger audit_entries_append_only before update or delete or truncate on audit_entries
   for each statement execute function refuse_audit_change()`,
];
