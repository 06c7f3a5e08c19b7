import { Migration } from '@mikro-orm/migrations';

/** Adds an index that finds audit entries about lists of users by any user in the list. */
export class ListedUsers extends Migration {
  override name = '2026-11-28-listed-users';

  override up(): void {
    this
      .addSql(`create function audit_listed_users(before jsonb, after jsonb) returns jsonb language sql immutable as $$
      select coalesce(jsonb_path_query_array(before, '$.users[*].target'), '[]')
        || coalesce(jsonb_path_query_array(after, '$.users[*].target'), '[]') $$`);
    this.addSql(`create index audit_entries_listed_users
      on audit_entries using gin (audit_listed_users(before, after) jsonb_path_ops)
      where subject = 'override' and override_type = 'user' and target is null`);
  }
}
