import { z } from 'zod';
import { EnvironmentKey } from './ids.ts';

/** The settings that `burgee doctor` judges. None of them is secret. */
const SettingFacts = z.strictObject({
  mode: z.enum(['development', 'production', 'test']),
  environment: EnvironmentKey,
  host: z.string(),
  port: z.int(),
  /** The URL at which browsers see the server, if it is set. */
  publicUrl: z.string().nullable(),
  /** Whether the secret is set, not generated in the data folder of one server. */
  hasOwnSecret: z.boolean(),
  /** The names of secrets that are easy to guess. */
  weakSecrets: z.array(z.string()),
  hasDemo: z.boolean(),
  /** The names of limits that are switched off. */
  unlimited: z.array(z.string()),
});

const DatabaseFacts = z.strictObject({
  version: z.string(),
  major: z.int(),
  database: z.string(),
  role: z.string(),
  /** A standby, or a database whose transactions are read-only by default; `null` if it accepts writes. */
  readOnly: z.enum(['standby', 'default']).nullable(),
  isEncrypted: z.boolean(),
  /** Whether it is on the same machine, or in the private network of its containers. */
  isNear: z.boolean(),
  /** `unknown` if PostgreSQL refused the connections that are compared. */
  pooling: z.enum(['none or session', 'transaction', 'unknown']),
  /** The privilege that the role lacks, and the statement that grants it. */
  missing: z.strictObject({ needs: z.string(), remedy: z.string().nullable() }).nullable(),
  connections: z.int(),
  maxConnections: z.int(),
});
export type DatabaseFacts = z.infer<typeof DatabaseFacts>;

const RedisFacts = z.strictObject({
  isEncrypted: z.boolean(),
  isNear: z.boolean(),
  /** The reason why it cannot be used; `null` if it works. */
  problem: z.string().nullable(),
});
export type RedisFacts = z.infer<typeof RedisFacts>;

const DiskFacts = z.strictObject({
  folder: z.string(),
  isWritable: z.boolean(),
  /** `null` if the system does not report it. */
  freeBytes: z.number().nullable(),
});
export type DiskFacts = z.infer<typeof DiskFacts>;

/** The state of a server's surroundings: facts to be judged, without secrets. */
export const Diagnostics = z.strictObject({
  settings: SettingFacts,
  /** Whether a proxy named the client of this request, and whether the server trusts it. */
  proxy: z.enum(['none', 'trusted', 'ignored']),
  /** `null` with the embedded database, or if PostgreSQL does not answer. */
  database: DatabaseFacts.nullable(),
  /** `null` if it is not configured. */
  redis: RedisFacts.nullable(),
  disk: DiskFacts,
});
export type Diagnostics = z.infer<typeof Diagnostics>;
