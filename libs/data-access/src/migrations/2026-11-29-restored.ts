import { Migration } from '@mikro-orm/migrations';

/**
 * Records the id of the table that the versions belong to. A restored dump contains the record, but its tables have other ids:
 * servers detect the restoration even if all of them have restarted since.
 */
export class Restored extends Migration {
  override name = '2026-11-29-restored';

  override up(): void {
    this.addSql(`alter table access add column environments_oid oid`);
    // Existing data without the record may be a dump of an earlier release, so it counts as restored.
    this.addSql(`update access set environments_oid = 'environments'::regclass::oid
      where not exists (select from environments)`);
  }
}
