import type { EnvironmentKey, SdkProtocol } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/** A program that asked for the flags of an environment. */
export type ProtocolUse = {
  readonly environment: EnvironmentKey;
  readonly protocol: SdkProtocol;
  /** Empty for programs without a key. */
  readonly keyId: string;
  /** In milliseconds since 1970. */
  readonly at: number;
};

/** Stores the latest of the given and the stored times. Each environment, protocol and key must occur once. */
export async function writeProtocolUses(em: EntityManager, uses: readonly ProtocolUse[]): Promise<void> {
  const rows = uses.map(({ environment, protocol, keyId, at }) => ({
    ...{ environment, protocol, key_id: keyId },
    last_used_at: new Date(at),
  }));
  // All servers use the same order, so that two of them cannot deadlock.
  await em.execute(
    `insert into protocol_uses (environment, protocol, key_id, last_used_at)
     select environment, protocol, key_id, last_used_at
     from jsonb_to_recordset(?::jsonb) as used (environment text, protocol text, key_id text, last_used_at timestamptz)
     order by 1, 2, 3
     on conflict (environment, protocol, key_id)
       do update set last_used_at = greatest(protocol_uses.last_used_at, excluded.last_used_at)`,
    [JSON.stringify(rows)],
  );
}

/** A stored row, as anyone may have written it. `keyName` is `null` for programs without a key, and for unknown keys. */
export type StoredProtocolUse = {
  readonly protocol: string;
  readonly keyId: string;
  readonly keyName: string | null;
  readonly at: number;
};

/** The uses in an environment since `since`, latest first. */
export async function readProtocolUses(
  em: EntityManager,
  environment: EnvironmentKey,
  since: Date,
): Promise<StoredProtocolUse[]> {
  // As a number, because the two databases return times in different types.
  return em.execute(
    `select protocol, key_id as "keyId", api_keys.name as "keyName",
       (extract(epoch from protocol_uses.last_used_at) * 1000)::float8 as at
     from protocol_uses left join api_keys on api_keys.id::text = key_id
     where protocol_uses.environment = ? and protocol_uses.last_used_at >= ?
     order by protocol_uses.last_used_at desc, protocol, key_id`,
    [environment, since],
  );
}
