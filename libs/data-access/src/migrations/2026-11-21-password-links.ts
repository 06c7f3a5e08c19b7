import { Migration } from '@mikro-orm/migrations';

/** Adds links for setting a new password. */
export class PasswordLinks extends Migration {
  override name = '2026-11-21-password-links';

  override up(): void {
    // One per person. Only the SHA-256 of the link's secret is stored.
    this.addSql(`create table password_links (
      person_id text primary key references auth_user (id) on delete cascade,
      token_hash varchar(64) not null unique,
      created_by varchar(255) not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )`);
  }
}
