import { Migration } from '@mikro-orm/migrations';

/** Adds the source of flags that are changed from Git. */
export class ManagedFlags extends Migration {
  override name = '2026-12-01-managed-flags';

  override up(): void {
    this.addSql('alter table feature_flags add column managed_by jsonb');
  }
}
