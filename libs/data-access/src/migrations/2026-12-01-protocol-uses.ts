import { Migration } from '@mikro-orm/migrations';

/** Records by which protocols programs ask for flags. */
export class ProtocolUses extends Migration {
  override name = '2026-12-01-protocol-uses';

  override up(): void {
    // No foreign keys: a key that is deleted in the meantime must not make the write of all others fail. `key_id` is empty for
    // programs without a key.
    this.addSql(`create table protocol_uses (
      environment varchar(20) not null,
      protocol varchar(20) not null,
      key_id text not null default '',
      last_used_at timestamptz not null,
      primary key (environment, protocol, key_id)
    )`);
  }
}
