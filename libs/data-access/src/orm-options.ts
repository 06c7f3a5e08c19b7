import type { Options } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { ENTITIES } from './entities.ts';
import { refuseNul } from './failures.ts';
import { Access } from './migrations/2026-11-21-access.ts';
import { EnvironmentLooks } from './migrations/2026-11-21-environment-looks.ts';
import { OverrideTargets } from './migrations/2026-11-21-override-targets.ts';
import { PasswordLinks } from './migrations/2026-11-21-password-links.ts';
import { People } from './migrations/2026-11-21-people.ts';
import { Tables } from './migrations/2026-11-21-tables.ts';
import { Usage } from './migrations/2026-11-21-usage.ts';
import { ListedUsers } from './migrations/2026-11-28-listed-users.ts';
import { NormalizedKeys } from './migrations/2026-11-28-normalized-keys.ts';
import { OwnSignIn } from './migrations/2026-11-29-own-sign-in.ts';
import { Restored } from './migrations/2026-11-29-restored.ts';
import { RequiringFlags } from './migrations/2026-11-30-requiring-flags.ts';
import { Agents } from './migrations/2026-12-01-agents.ts';
import { BucketingOfEnvironments } from './migrations/2026-12-01-bucketing.ts';
import { DeviceLogins } from './migrations/2026-12-01-device-logins.ts';
import { ManagedFlags } from './migrations/2026-12-01-managed-flags.ts';
import { ProtocolUses } from './migrations/2026-12-01-protocol-uses.ts';

const MIGRATIONS = [
  Tables,
  OverrideTargets,
  Access,
  People,
  // Must precede migrations that refer to its tables by name.
  OwnSignIn,
  Usage,
  EnvironmentLooks,
  PasswordLinks,
  NormalizedKeys,
  ListedUsers,
  Restored,
  RequiringFlags,
  Agents,
  ManagedFlags,
  ProtocolUses,
  DeviceLogins,
  BucketingOfEnvironments,
];

/**
 * The options that PostgreSQL and PGlite share.
 *
 * @param onStatement called with each statement before it is issued.
 */
export function baseOptions(schema?: string, onStatement: (sql: string) => void = () => undefined) {
  const table = 'burgee_migrations';
  return {
    entities: ENTITIES,
    extensions: [Migrator],
    migrations: {
      migrationsList: MIGRATIONS,
      snapshot: false,
      tableName: schema === undefined ? table : `${schema}.${table}`,
    },
    onQuery: (sql: string, values: readonly unknown[]) => {
      onStatement(sql);
      return refuseNul(sql, values);
    },
    // Failures reach the caller, who logs them with their request.
    logger: () => undefined,
  } satisfies Partial<Options>;
}
