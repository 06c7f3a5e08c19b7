import { Migration } from '@mikro-orm/migrations';

/** Lets admins choose the hash of the new flags of an environment. */
export class BucketingOfEnvironments extends Migration {
  override name = '2026-12-01-bucketing';

  override up(): void {
    this.addSql(`alter table environments
      add column bucketing text not null default 'standard' check (bucketing in ('standard', 'unleash'))`);
  }
}
