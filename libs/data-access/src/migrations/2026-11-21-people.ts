import { Migration } from '@mikro-orm/migrations';

/** Adds people, their sessions and ways to sign in, and invitations. */
export class People extends Migration {
  override name = '2026-11-21-people';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // The first four tables are as better-auth 1.7.5 generated them for our options; a test of the server checks that nothing
  // is missing. We added the checks, the defaults, and columns and indexes that better-auth does not use.
  `create table auth_user (
    id text not null primary key,
    name text not null,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null,
    image text,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null default current_timestamp,
    role text not null check (role in ('viewer', 'editor', 'admin')),
    roles jsonb not null default '{}',
    disabled_at timestamptz,
    last_sign_in_at timestamptz
  )`,
  `create table auth_session (
    id text not null primary key,
    expires_at timestamptz not null,
    token text not null unique,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null,
    ip_address text,
    user_agent text,
    user_id text not null references auth_user (id) on delete cascade
  )`,
  `create table auth_account (
    id text not null primary key,
    account_id text not null,
    provider_id text not null,
    user_id text not null references auth_user (id) on delete cascade,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    password text,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null,
    unique (provider_id, account_id)
  )`,
  `create table auth_verification (
    id text not null primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null default current_timestamp
  )`,
  `create index session_user_id_idx on auth_session (user_id)`,
  `create index account_user_id_idx on auth_account (user_id)`,
  `create index verification_identifier_idx on auth_verification (identifier)`,
  // Only the SHA-256 of a link's secret is stored. A row without an email address is the setup link of the first start.
  `create table invitations (
    id uuid primary key,
    token_hash varchar(64) not null unique,
    email varchar(255),
    role varchar(10) not null check (role in ('viewer', 'editor', 'admin')),
    roles jsonb not null default '{}',
    created_by varchar(255) not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
  )`,
  `create unique index invitations_open on invitations (email) where used_at is null`,
];
