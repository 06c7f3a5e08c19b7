import { Migration } from '@mikro-orm/migrations';

/** Adds logins of programs that wait for a person's approval, and the person whose login has a key. */
export class DeviceLogins extends Migration {
  override name = '2026-12-01-device-logins';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // Without its person, a key must not stay valid.
  `alter table api_keys add column person_id text references auth_user (id) on delete cascade,
    add check (person_id is null or kind = 'admin')`,
  `create index on api_keys (person_id) where person_id is not null`,
  `create table device_logins (
    id uuid primary key,
    device_hash varchar(64) not null unique,
    user_code varchar(9) not null unique,
    host varchar(80) not null,
    address varchar(255),
    role varchar(10) not null check (role in ('viewer', 'editor', 'admin')),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    interval_sec int not null,
    polled_at timestamptz,
    decision varchar(10) check (decision in ('approved', 'denied')),
    person_id text references auth_user (id) on delete cascade,
    days int,
    used_at timestamptz,
    check ((decision is not distinct from 'approved') = (person_id is not null)),
    check ((person_id is null) = (days is null)),
    check (used_at is null or person_id is not null)
  )`,
  `create index on device_logins (expires_at)`,
];
