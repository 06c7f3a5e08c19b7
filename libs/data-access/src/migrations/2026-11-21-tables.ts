import { Migration } from '@mikro-orm/migrations';

/** Creates the first tables. Types, CHECK and foreign key constraints keep other programs from storing invalid data. */
export class Tables extends Migration {
  override name = '2026-11-21-tables';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `create table environments (
    key varchar(20) primary key,
    name varchar(100) not null,
    permits_session_overrides boolean not null default false,
    version integer not null default 0 check (version >= 0),
    created_at timestamptz not null default now()
  )`,
  `create table feature_flags (
    id uuid primary key default gen_random_uuid(),
    flag_key varchar(100) not null,
    environment varchar(20) not null default 'production' references environments (key),
    enabled boolean not null default false,
    rollout_percentage numeric(6,3) not null default 0 check (rollout_percentage between 0 and 100),
    description varchar(1000) not null default '',
    type varchar(10) not null default 'boolean' check (type in ('boolean', 'string', 'number', 'json')),
    tags jsonb not null default '[]',
    salt varchar(255) not null,
    variants jsonb not null,
    on_variant varchar(100) not null,
    off_variant varchar(100),
    split jsonb,
    rollout jsonb not null,
    rules jsonb not null default '[]',
    prerequisites jsonb not null default '[]',
    expires_at timestamptz,
    archived_at timestamptz,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (flag_key, environment)
  )`,
  `create index feature_flags_flag_key on feature_flags (flag_key)`,
  `create index feature_flags_environment on feature_flags (environment)`,
  `create table segments (
    environment varchar(20) not null references environments (key),
    key varchar(100) not null,
    name varchar(100) not null,
    description varchar(1000) not null default '',
    condition jsonb not null,
    revision integer not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (environment, key)
  )`,
  `create table feature_flag_user_overrides (
    id uuid primary key default gen_random_uuid(),
    flag_id uuid not null references feature_flags (id) on delete cascade,
    user_id varchar(255) not null check (user_id <> ''),
    override_type varchar(10) not null check (override_type in ('include', 'exclude')),
    value jsonb,
    reason varchar(500),
    created_by varchar(255) not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    unique (flag_id, user_id)
  )`,
  `create index feature_flag_user_overrides_flag_id on feature_flag_user_overrides (flag_id)`,
  `create index feature_flag_user_overrides_user_id on feature_flag_user_overrides (user_id)`,
  // All override layers except users. The target of emergency and global ones is empty: a flag has at most one of each.
  `create table feature_flag_overrides (
    id uuid primary key default gen_random_uuid(),
    flag_id uuid not null references feature_flags (id) on delete cascade,
    type varchar(10) not null check (type in ('emergency', 'session', 'testing', 'global')),
    target varchar(255) not null default '',
    value jsonb not null,
    reason varchar(500),
    created_by varchar(255) not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    unique (flag_id, type, target),
    check ((target <> '') = (type in ('session', 'testing'))),
    check (type <> 'emergency' or (reason is not null and expires_at is null)),
    check (type not in ('session', 'testing') or expires_at is not null)
  )`,
  `create index feature_flag_overrides_target on feature_flag_overrides (type, target) where target <> ''`,
  // No foreign keys: the trail outlives the data that it describes.
  `create table audit_entries (
    id uuid primary key default gen_random_uuid(),
    environment varchar(20) not null,
    version integer not null,
    part integer not null default 0,
    at timestamptz not null,
    actor varchar(255) not null,
    action varchar(20) not null,
    subject varchar(20) not null,
    key varchar(100) not null,
    override_type varchar(10),
    reason varchar(500),
    before jsonb,
    after jsonb,
    unique (environment, version, part)
  )`,
  // The answers of changes, for callers that retry with the same key because the response was lost.
  `create table idempotency_keys (
    actor varchar(255) not null,
    operation varchar(255) not null,
    key varchar(255) not null,
    fingerprint varchar(64) not null,
    answer jsonb,
    created_at timestamptz not null,
    primary key (actor, operation, key)
  )`,
  `create index idempotency_keys_created_at on idempotency_keys (created_at)`,
  `create index audit_entries_newest on audit_entries (at desc, id desc)`,
  `create index audit_entries_key on audit_entries (key, at desc)`,
];
