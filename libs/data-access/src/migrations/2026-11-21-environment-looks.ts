import { Migration } from '@mikro-orm/migrations';

/** Lets admins choose which environments are production, and the color of each. */
export class EnvironmentLooks extends Migration {
  override name = '2026-11-21-environment-looks';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `alter table environments
    add column is_production boolean not null default false,
    add column color text not null default 'gray' check (color in ('gray', 'red', 'pink', 'grape', 'violet', 'indigo',
      'blue', 'cyan', 'teal', 'green', 'lime', 'yellow', 'orange'))`,
  // The values that screens have derived from the keys until now.
  `update environments set is_production = true, color = 'red' where key ~ '(^|-)(prod|production|live)(-|$)'`,
  `update environments set color = 'orange' where key = 'staging'`,
  `update environments set color = 'blue' where key in ('development', 'dev')`,
];
