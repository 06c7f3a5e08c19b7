import { Migration } from '@mikro-orm/migrations';

/** Adds the target of an override to the audit trail, so that servers can invalidate cached overrides by the trail alone. */
export class OverrideTargets extends Migration {
  override name = '2026-11-21-override-targets';
  override up(): void {
    this.addSql(`alter table audit_entries add column target varchar(255)`);
    this.addSql(`create index audit_entries_target on audit_entries (target, at desc) where target is not null`);
    // For the janitor, which deletes expired overrides.
    this.addSql(`create index feature_flag_user_overrides_expires_at on feature_flag_user_overrides (expires_at)
      where expires_at is not null`);
    this.addSql(`create index feature_flag_overrides_expires_at on feature_flag_overrides (expires_at)
      where expires_at is not null`);
  }
}
