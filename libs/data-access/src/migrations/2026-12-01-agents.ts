import { Migration } from '@mikro-orm/migrations';

/** Adds the scopes of keys, and the program that made a change over MCP. */
export class Agents extends Migration {
  override name = '2026-12-01-agents';

  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }
}

const STATEMENTS = [
  `alter table api_keys add column scopes jsonb not null default '[]', add check (kind = 'admin' or scopes = '[]')`,
  `alter table audit_entries
    add column via varchar(10) check (via = 'mcp'),
    add column client varchar(200),
    add check ((via is null) = (client is null))`,
];
