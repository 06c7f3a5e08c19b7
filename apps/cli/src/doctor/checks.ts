import { quoteWord } from '../again.ts';
import { addressOf } from '../derived/send.ts';
import type { Facts, Key } from './facts.ts';
import type { Finding } from './finding.ts';
import { hasProduction, isLocal } from './places.ts';
import { checkServer } from './server-checks.ts';
import { checkTls } from './tls-checks.ts';

type Check = (facts: Facts, parts: CheckParts) => readonly Finding[];
type CheckParts = { readonly version: string };

const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 14 * DAY_MS;
/** Signed tokens and schedules tolerate less than a minute; HTTP's Date has whole seconds. */
const CLOCK_TOLERANCE_MS = 5_000;

const CHECKS: readonly Check[] = [
  checkReadiness,
  checkUpstream,
  checkMigration,
  checkDatabase,
  checkEmbedded,
  checkClocks,
  checkVersion,
  checkEncryption,
  checkTls,
  checkServer,
  checkSession,
  checkKeys,
  checkUnmapped,
];

/** @param parts has the version of this program. */
export function findProblems(facts: Facts, parts: CheckParts): Finding[] {
  return CHECKS.flatMap((check) => check(facts, parts));
}

function checkReadiness({ readiness: { status }, url }: Facts): Finding[] {
  if (status === 'ready') return [];
  const cause = status === 'stopping' ? 'It is shutting down.' : 'It has not loaded the flags yet.';
  return [{ problem: `The server is not ready: ${status}.`, cause, command: `curl ${addressOf(url, '/readyz')}` }];
}

function checkUpstream({ readiness: { upstream } }: Facts): Finding[] {
  if (!upstream || upstream.isCurrent) return [];
  const cause = upstream.error ?? 'It has no answer yet. Evaluations continue with the flags that it has.';
  const problem = `The edge does not reach the server that it follows, ${upstream.url}.`;
  return [{ problem, cause, command: `curl -i ${addressOf(upstream.url, '/healthz')}` }];
}

function checkMigration({ readiness: { database } }: Facts): Finding[] {
  const migration = database?.migration;
  if (!migration) return [];
  const { problem, needs, remedy } = migration;
  const command = remedy ? `psql "$DATABASE_URL" -c ${quoteWord(remedy)}` : 'burgee doctor --json';
  return [{ problem: 'The tables could not be brought up to date.', cause: needs ?? problem, command }];
}

function checkDatabase({ readiness: { database }, url }: Facts): Finding[] {
  if (!database) return [];
  const { lost, isCurrent, ageMs } = database;
  const command =
    database.kind === 'postgresql' ? 'psql "$DATABASE_URL" -c "select now()"' : `curl ${addressOf(url, '/readyz')}`;
  const losses = lost.map((name) => ({
    problem: `The database does not provide ${name} at the moment.`,
    cause: CAUSES.get(name) ?? 'The server lost this capability of its database.',
    command,
  }));
  if (isCurrent) return losses;
  const age = ageMs === null ? 'never' : `${Math.round(ageMs / 1_000)} s ago`;
  return [...losses, { problem: `The flags were last compared with the database ${age}.`, cause: CURRENT, command }];
}

const CURRENT =
  'The database does not answer, so changes do not arrive. Evaluations continue with the flags in memory.';
const CAUSES: ReadonlyMap<string, string> = new Map([
  ['reads', 'It does not answer. Evaluations continue with the flags in memory.'],
  ['writes', 'It is read-only, full, or a standby, so nothing can be changed.'],
  ['notifications', 'A pooler in transaction mode drops them, so changes by other servers arrive a second later.'],
]);

function checkEmbedded({ readiness, environments, url }: Facts): Finding[] {
  if (readiness.database?.kind !== 'pglite' || isLocal(url) || !hasProduction(environments)) return [];
  return [
    {
      problem: 'Real users depend on the embedded database.',
      cause: 'It has one server, no replica, and a power cut can lose changes.',
      command: 'DATABASE_URL=postgres://... npm start',
    },
  ];
}

function checkClocks({ readiness: { clock }, aheadMs }: Facts): Finding[] {
  const command = 'timedatectl set-ntp true';
  const server = clock?.isTrusted === false && {
    problem: `The clock of the server is ${describeOffset(clock.offsetMs ?? 0)} that of its database.`,
    cause: 'It is not synchronized. Burgee corrects its own time, but logs and tokens have the wrong one.',
    command,
  };
  const here = Math.abs(aheadMs) > CLOCK_TOLERANCE_MS && {
    problem: `The clock of this machine is ${describeOffset(aheadMs)} that of the server.`,
    cause: 'One of them is not synchronized.',
    command,
  };
  return [server, here].filter((finding) => finding !== false);
}

function describeOffset(ms: number): string {
  return `${Math.round(Math.abs(ms) / 1_000)} s ${ms > 0 ? 'ahead of' : 'behind'}`;
}

function checkVersion({ version: theirs }: Facts, { version }: CheckParts): Finding[] {
  if (theirs === version) return [];
  const problem = `The server is version ${theirs}, and this program is ${version}.`;
  return [
    { problem, cause: 'Commands and fields may be missing on one side.', command: `npx burgee@${theirs} --help` },
  ];
}

function checkEncryption({ url, environments }: Facts): Finding[] {
  if (new URL(url).protocol === 'https:' || isLocal(url) || !hasProduction(environments)) return [];
  return [
    {
      problem: 'The connection to a server with real users is not encrypted.',
      cause: 'Anyone on the network can read the key, and answer instead of the server.',
      command: `burgee login --url ${url.replace(/^http:/, 'https:')}`,
    },
  ];
}

/** An edge has neither people nor keys of its own. */
function checkSession({ session, url, readiness: { upstream } }: Facts): Finding[] {
  if (session || upstream) return [];
  const problem = 'Environments and keys were not checked.';
  return [{ problem, cause: 'There is no valid key or token with a role.', command: `burgee login --url ${url}` }];
}

function checkKeys({ keys, now }: Facts): Finding[] {
  return keys.flatMap((key) => {
    const leftMs = key.expiresAt === null ? Infinity : Date.parse(key.expiresAt) - now;
    if (key.revokedAt !== null || leftMs > EXPIRES_SOON_MS) return [];
    const when = leftMs <= 0 ? 'has expired' : `expires in ${Math.ceil(leftMs / DAY_MS)} days`;
    const place = key.environment === null ? '' : ` of ${key.environment}`;
    const problem = `The ${key.kind} key "${key.name}"${place} ${when}.`;
    const cause = `It was created to end at ${key.expiresAt}; a rotation does not change that.`;
    return [{ problem, cause, command: successorOf(key) }];
  });
}

function successorOf({ kind, name, environment, role }: Key): string {
  const place = environment === null ? `--role ${role}` : `--environment ${environment}`;
  return `burgee keys create --kind ${kind} --name ${quoteWord(name)} ${place} --expires-at <instant>`;
}

function checkUnmapped({ unmapped }: Facts): Finding[] {
  return unmapped.flatMap(({ environment, items: [first], total }) => {
    if (!first) return [];
    const flags = total === 1 ? 'A flag does' : `${total} flags do`;
    const problem = `${flags} not reach all SDKs that are in use in ${environment}: programs use their own default.`;
    const cause = `${first.protocol} cannot evaluate ${first.flagKey} with the same results. ${first.why}`;
    return [{ problem, cause, command: `burgee connections unmapped --environment ${environment}` }];
  });
}
