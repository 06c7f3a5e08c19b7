import { Migration } from '@mikro-orm/migrations';

/** How often flags answered what, by hour. Of nobody in particular. */
export class Usage extends Migration {
  override name = '2026-11-21-usage';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // It refers to nothing: counts of what is gone by now must not keep those of the others from being written. For the same
  // reason a variant, which may have been named by hand, is as long as it likes. Empty: an answer without one.
  `create table flag_usage (
    environment varchar(20) not null,
    flag_key varchar(100) not null,
    hour timestamptz not null,
    variant text not null default '',
    count bigint not null check (count >= 0),
    primary key (environment, flag_key, hour, variant)
  )`,
  // For forgetting what is old.
  `create index flag_usage_hour on flag_usage (hour)`,
];
