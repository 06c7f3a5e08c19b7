import { Migration } from '@mikro-orm/migrations';

/** Says in the audit trail for whom an override was, so that servers need no more than the trail to forget what they hold. */
export class OverrideTargets extends Migration {
  override name = '2026-11-21-override-targets';
  override up(): void {
    this.addSql(`alter table audit_entries add column target varchar(255)`);
    this.addSql(`create index audit_entries_target on audit_entries (target, at desc) where target is not null`);
    // What the janitor looks for.
    this.addSql(`create index feature_flag_user_overrides_expires_at on feature_flag_user_overrides (expires_at)
      where expires_at is not null`);
    this.addSql(`create index feature_flag_overrides_expires_at on feature_flag_overrides (expires_at)
      where expires_at is not null`);
  }
}
