import {
  admit,
  changeOwnPassword,
  createAuditVerifier,
  createProtocolUses,
  createSessionTokens,
  createUnleashExports,
  createUsageCounter,
  type Services,
  usersFrom,
} from '@burgee/api';
import { addUsage, type Commit, type Database, writeProtocolUses } from '@burgee/data-access';
import type { Logger } from 'pino';
import { diagnose } from './diagnose.ts';
import { createChangePlans } from './mcp/change-plans.ts';
import type { Memory } from './memory.ts';
import { onceAMinute } from './once-a-minute.ts';
import { createOverrideLinks } from './override-links.ts';
import type { PublicPlace } from './public-place.ts';
import type { Dependencies } from './runtime.ts';
import type { SecretKeys } from './secret-keys.ts';
import type { Cookies } from './sign-in/cookies.ts';
import { createSignIn, type SignIn } from './sign-in/sign-in.ts';
import type { Tokens } from './tokens.ts';
import { createWorkloads } from './workloads.ts';

type ServicesParts = Dependencies & {
  readonly database: Database;
  readonly memory: Memory;
  readonly secretKeys: SecretKeys;
  readonly tokens: Pick<Tokens, 'issue'>;
  readonly place: PublicPlace;
  readonly cookies: Cookies;
  readonly draining: AbortSignal;
  readonly stopping: AbortSignal;
};

/** Creates the services of the use cases and the sign-in, which depend on each other. */
export function createServices(parts: ServicesParts): { readonly services: Services; readonly signIn: SignIn } {
  const { settings, runtime, log, database, secretKeys } = parts;
  const signIn = createSignIn({
    ...runtime,
    database,
    log,
    settings,
    key: secretKeys.sessions,
    place: parts.place,
    cookies: parts.cookies,
    changePassword: (person, passwordHash) => changeOwnPassword(services, person, passwordHash),
    admit: (known) => admit(services, known, settings.OIDC_DEFAULT_ROLE),
  });
  const { now, newId, newSecret, random } = runtime;
  const services: Services = {
    ...parts.memory,
    database,
    usage: createUsageCounter({
      write: (cells) => database.write((em) => addUsage(em, cells)),
      onDropped: (answers) => log.warn({ answers }, 'evaluations were not counted: the buffer is full'),
    }),
    protocolUses: createProtocolUses({
      now: runtime.now,
      write: (uses) => database.write((em) => writeProtocolUses(em, uses)),
      onFailed: onceAMinute(runtime.clock, (problem) => log.warn({ problem }, 'could not save which SDKs are in use')),
    }),
    unleash: createUnleashExports({
      snapshots: parts.memory.snapshots,
      usersOf: usersFrom({ ...parts.memory, database }),
    }),
    links: createOverrideLinks(secretKeys.links, now),
    plans: createChangePlans(secretKeys.plans, now),
    sessionTokens: createSessionTokens(secretKeys.overrideSessions),
    diagnose: () => diagnose({ settings, database, clock: runtime.clock }),
    workloads: createWorkloads({ settings, tokens: parts.tokens, now }),
    now,
    newId,
    newSecret,
    random,
    signIn: signIn.facts,
    auditKey: secretKeys.audit,
    verifyAudit: createAuditVerifier(database, secretKeys.audit),
    flagdAddress:
      settings.FLAGD_SYNC_PORT === undefined
        ? null
        : { port: settings.FLAGD_SYNC_PORT, tls: settings.FLAGD_TLS_CERT !== undefined },
    environment: settings.BURGEE_ENVIRONMENT,
    publicEvaluation: settings.PUBLIC_EVALUATION,
    onCommit: (commit) => logCommit(log, commit),
    draining: parts.draining,
    stopping: parts.stopping,
  };
  return { services, signIn };
}

/** Logs every change as a structured line (W9.16). */
function logCommit(log: Logger, { actor, agent, versions, changes }: Commit): void {
  for (const { environment, action, subject, key, overrideType, target, reason } of changes) {
    const version = versions.get(environment);
    const by = { actor, ...(agent && { via: 'mcp', client: agent.client }) };
    log.info({ environment, version, ...by, action, subject, key, overrideType, target, reason }, 'changed');
  }
}
