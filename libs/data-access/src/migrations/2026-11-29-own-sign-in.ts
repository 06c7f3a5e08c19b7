import { Migration } from '@mikro-orm/migrations';

/**
 * Moves the tables for signing in out of a schema `auth`, where they were made before, to all other tables: a role may not be
 * allowed to create schemas, and other programs have one called `auth`.
 */
export class OwnSignIn extends Migration {
  override name = '2026-11-29-own-sign-in';

  override up(): void {
    this.addSql(`do $$ declare name text; begin
      -- Made where they belong: a schema "auth" is someone else's.
      if to_regclass(quote_ident(current_schema()) || '.auth_user') is not null then return; end if;
      foreach name in array array['user', 'session', 'account', 'verification'] loop
        execute format('alter table auth.%I rename to %I', name, 'auth_' || name);
        execute format('alter table auth.%I set schema %I', 'auth_' || name, current_schema());
      end loop;
      -- It stays if someone else has put anything there.
      begin
        drop schema auth;
      exception when dependent_objects_still_exist or insufficient_privilege then null;
      end;
    end $$`);
  }
}
