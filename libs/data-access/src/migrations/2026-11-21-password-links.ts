import { Migration } from '@mikro-orm/migrations';

/** Links by which people choose a new password. */
export class PasswordLinks extends Migration {
  override name = '2026-11-21-password-links';

  override up(): void {
    // One for each person. Of the secret in it only its SHA-256 is stored.
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
