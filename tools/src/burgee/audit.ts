import type { ApiClient } from '@burgee/api-client';
import {
  type AuditProblem,
  type AuditVerification,
  type Checkpoint,
  MINUTE_MS,
  parseCheckpoint,
} from '@burgee/contracts';
import type { ParseArgsOptionsConfig } from 'node:util';
import { httpUrl, parseOptions } from './arguments.ts';
import { FILTERS, listEntries, parseFilters } from './audit-list.ts';
import { call } from './call.ts';
import { type Command, Complaint, type World } from './command.ts';

const USAGE = `Usage: npm run burgee -- audit verify [--checkpoint <number>:<mac>] [--server http://localhost:4000] [--json]
       npm run burgee -- audit list [--environment development] [--flag <key>] [--target <id>] [--actor <name>]
         [--action updated] [--type override] [--from <time>] [--to <time>] [--limit 50] [--server ...] [--json]

"verify" checks the whole audit trail. If an entry was altered, it prints the first one and exits with status 1.
"list" prints entries, newest first.

  --checkpoint   from the server's log ("audit checkpoint"): also detects missing newest entries
  --target       the user, session or test run of an override
  --action       created, updated, archived, restored, removed or expired
  --type         flag, segment, environment, override, key, person or invitation; or the type of an override
  --from, --to   a time range such as 2026-12-24T18:00:00Z: from (inclusive), to (exclusive)
  --server       the URL of Burgee
  --json         prints the server's response as JSON

The token is BURGEE_TOKEN (role viewer or higher, for all environments). Without it, one is created from AUTH_SECRET or
from the secret in DATA_DIR (.data), which works on the server's machine.`;

const SEE = 'See npm run burgee -- audit --help';
/** A million entries take a minute or two. Node's `fetch` waits no longer than this for an answer. */
const PATIENCE_MS = 5 * MINUTE_MS;

/** Verifies the audit trail (B.12) and lists its entries (S400.9). */
export const audit: Command = {
  summary: 'verifies or lists the audit trail',
  usage: USAGE,
  run: (args, world) => {
    const [action, ...rest] = args;
    if (action === 'verify') return runVerify(rest, world);
    if (action === 'list') return runList(rest, world);
    throw new Complaint(`Name an action: verify or list. ${SEE}`);
  },
};

const text = { type: 'string' } as const;
const COMMON = { server: text, json: { type: 'boolean' } } as const;

async function runVerify(args: readonly string[], world: World): Promise<void> {
  const { checkpoint: wanted, ...common } = readOptions(args, { ...COMMON, checkpoint: text });
  const { server, asJson } = commonOptions(common, world);
  const checkpoint = wanted === undefined ? undefined : checkpointOption(wanted);
  const ask = (api: ApiClient, options: { signal: AbortSignal }) => api.audit.verify.query({ checkpoint }, options);
  const found = await call(server, world, ask, PATIENCE_MS);
  if (asJson) world.print(JSON.stringify(found));
  if (found.status === 'broken') throw new Complaint(describeProblem(found));
  if (!asJson) world.print(describeIntactTrail(found));
}

async function runList(args: readonly string[], world: World): Promise<void> {
  const { server: named, json, ...filters } = readOptions(args, { ...COMMON, ...FILTERS });
  const { server, asJson } = commonOptions({ server: named, json }, world);
  await listEntries(server, parseFilters(filters, SEE), asJson, world);
}

function readOptions<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  const { values, positionals } = parseOptions(args, options, SEE);
  if (positionals.length > 0) throw new Complaint(`Unexpected argument "${positionals[0]}". ${SEE}`);
  return values;
}

type Common = { readonly server?: string | undefined; readonly json?: boolean | undefined };

function commonOptions({ server, json }: Common, { defaults }: World): { server: string; asJson: boolean } {
  return { server: httpUrl(server ?? defaults.server, '--server', SEE).href, asJson: json ?? false };
}

function checkpointOption(text: string): Checkpoint {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint) return checkpoint;
  throw new Complaint(`--checkpoint ${text}: must be <number>:<mac>, as in the log. ${SEE}`);
}

function describeIntactTrail({ entries, unchained, head }: AuditVerification): string {
  const before = unchained > 0 ? ` ${unchained} older entries are not part of the chain and cannot be verified.` : '';
  return `The trail is intact: ${entries} entries.${before} The newest is ${head.number}:${head.mac}`;
}

const PROBLEMS: Record<AuditProblem, string> = {
  changed: 'was altered, or written without the key',
  missing: 'is missing',
  head: 'does not match the recorded head of the chain',
  cut: 'is where older entries were cut off, but not by retention',
  checkpoint: 'does not match the checkpoint: the newest entries were cut off or replaced',
};

function describeProblem({ problem }: Extract<AuditVerification, { status: 'broken' }>): string {
  return `The trail is broken: entry ${problem.number} ${PROBLEMS[problem.what]}. Compare it with an earlier backup and with the log.`;
}
