import { Migration } from '@mikro-orm/migrations';

/** Counts flag evaluations by variant and hour, without any personal data. */
export class Usage extends Migration {
  override name = '2026-11-21-usage';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  // No foreign keys: counts of deleted flags must not make the write of all others fail. For the same reason `variant` has no
  // maximum length, since someone may have named it by hand. It is empty for results without a variant.
  `create table flag_usage (
    environment varchar(20) not null,
    flag_key varchar(100) not null,
    hour timestamptz not null,
    variant text not null default '',
    count bigint not null check (count >= 0),
    primary key (environment, flag_key, hour, variant)
  )`,
  // For deleting old counts.
  `create index flag_usage_hour on flag_usage (hour)`,
];
