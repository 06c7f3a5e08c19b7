import { Migration } from '@mikro-orm/migrations';

/**
 * Moves the sign-in tables from the schema `auth`, where they were created before, to the schema of all other tables: a role
 * may not be allowed to create schemas, and other programs have one called `auth`.
 */
export class OwnSignIn extends Migration {
  override name = '2026-11-29-own-sign-in';

  override up(): void {
    this.addSql(`do $$ declare name text; begin
      -- The tables are already here: a schema "auth" belongs to another program.
      if to_regclass(quote_ident(current_schema()) || '.auth_user') is not null then return; end if;
      foreach name in array array['user', 'session', 'account', 'verification'] loop
        execute format('alter table auth.%I rename to %I', name, 'auth_' || name);
        execute format('alter table auth.%I set schema %I', 'auth_' || name, current_schema());
      end loop;
      -- The schema stays if it contains anything else.
      begin
        drop schema auth;
      exception when dependent_objects_still_exist or insufficient_privilege then null;
      end;
    end $$`);
  }
}
