import { Migration } from '@mikro-orm/migrations';

/** Adds an index of the flags that require others, which every write of a flag searches. Most flags require none. */
export class RequiringFlags extends Migration {
  override name = '2026-11-30-requiring-flags';

  override up(): void {
    this.addSql(
      `create index feature_flags_requiring on feature_flags (environment, flag_key) where prerequisites <> '[]'`,
    );
  }
}
