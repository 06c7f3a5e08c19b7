import { Migration } from '@mikro-orm/migrations';

/**
 * Converts flag keys to Unicode normalization form C, in which they are compared from now on. If both forms of a key exist in
 * an environment, both stay as they are: a migration must not merge two flags.
 */
export class NormalizedKeys extends Migration {
  override name = '2026-11-28-normalized-keys';
  override up(): void {
    this.addSql(`with renamed as (
        update feature_flags flag set flag_key = normalize(flag_key, NFC)
        where flag_key is not nfc normalized and not exists (
          select from feature_flags other
          where other.environment = flag.environment and other.id <> flag.id
            and normalize(other.flag_key, NFC) = normalize(flag.flag_key, NFC)
        )
        returning environment
      )
      -- Makes servers and caches that hold the old key reload.
      update environments set version = version + 1 where key in (select environment from renamed)`);
    this.addSql(`update feature_flags set prerequisites = (
        select jsonb_agg(jsonb_set(item, '{flagKey}', to_jsonb(normalize(item->>'flagKey', NFC))) order by place)
        from jsonb_path_query(prerequisites, '$[*]') with ordinality as list (item, place)
      )
      where prerequisites::text is not nfc normalized and jsonb_typeof(prerequisites) = 'array'
        and not exists (
          select from jsonb_path_query(prerequisites, '$[*]') as item
          where jsonb_typeof(item->'flagKey') is distinct from 'string'
        )`);
  }
}
