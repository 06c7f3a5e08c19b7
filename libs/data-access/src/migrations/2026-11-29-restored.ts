import { Migration } from '@mikro-orm/migrations';

/**
 * Notes which table the versions belong to. A restored dump brings the note along, but its tables have other ids: so servers
 * notice that it was restored, even if all of them have been started since.
 */
export class Restored extends Migration {
  override name = '2026-11-29-restored';

  override up(): void {
    this.addSql(`alter table access add column environments_oid oid`);
    // Without the note, what is there may be a dump of an earlier release: it counts as restored.
    this.addSql(`update access set environments_oid = 'environments'::regclass::oid
      where not exists (select from environments)`);
  }
}
