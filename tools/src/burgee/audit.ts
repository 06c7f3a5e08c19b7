import type { ApiClient } from '@burgee/client';
import { parseCheckpoint, type AuditProblem, type AuditVerification, type Checkpoint } from '@burgee/contracts';
import type { ParseArgsOptionsConfig } from 'node:util';
import { httpUrl, parseOptions } from './arguments.ts';
import { FILTERS, filterOf, listEntries } from './audit-list.ts';
import { call } from './call.ts';
import { Complaint, type Command, type World } from './command.ts';

const USAGE = `Usage: npm run burgee -- audit verify [--checkpoint <number>:<mac>] [--server http://localhost:4000] [--json]
       npm run burgee -- audit list [--environment development] [--flag <key>] [--target <id>] [--actor <name>]
         [--action updated] [--type override] [--from <time>] [--to <time>] [--limit 50] [--server ...] [--json]

"verify" looks at the whole audit trail, and names the first entry that is not what was written. The exit status is 1
then. "list" prints entries, the newest first.

  --checkpoint   from the server's log ("audit checkpoint"): shows as well whether the newest entries are gone
  --target       the user, session or test run of an override
  --action       created, updated, archived, restored, removed or expired
  --type         flag, segment, environment, override, key, person or invitation; or the type of an override
  --from, --to   such as 2026-12-24T18:00:00Z: at the first or later, and before the second
  --server       where Burgee is
  --json         prints what the server answers

The token is BURGEE_TOKEN (role viewer or more, for all environments); without it, one is made from AUTH_SECRET or from
the secret in DATA_DIR (.data), as on the machine of the server.`;

const SEE = 'See npm run burgee -- audit --help';
/** A million entries take a minute or two. Node's `fetch` waits no longer than that for an answer. */
const PATIENCE_MS = 5 * 60 * 1000;

/** Verifies the audit trail (B.12), and lists its entries (S400.9). */
export const audit: Command = {
  summary: 'verifies the audit trail, or lists it',
  usage: USAGE,
  run: (args, world) => {
    const [action, ...rest] = args;
    if (action === 'verify') return verify(rest, world);
    if (action === 'list') return list(rest, world);
    throw new Complaint(`What to do with the trail? There is: verify, list. ${SEE}`);
  },
};

const text = { type: 'string' } as const;
const COMMON = { server: text, json: { type: 'boolean' } } as const;

async function verify(args: readonly string[], world: World): Promise<void> {
  const { checkpoint: wanted, ...common } = read(args, { ...COMMON, checkpoint: text });
  const { server, asJson } = commonOf(common, world);
  const checkpoint = wanted === undefined ? undefined : checkpointOf(wanted);
  const ask = (api: ApiClient, options: { signal: AbortSignal }) => api.audit.verify.query({ checkpoint }, options);
  const found = await call(server, world, ask, PATIENCE_MS);
  if (asJson) world.print(JSON.stringify(found));
  if (found.status === 'broken') throw new Complaint(sentenceOf(found));
  if (!asJson) world.print(praise(found));
}

async function list(args: readonly string[], world: World): Promise<void> {
  const { server: named, json, ...filters } = read(args, { ...COMMON, ...FILTERS });
  const { server, asJson } = commonOf({ server: named, json }, world);
  await listEntries(server, filterOf(filters, SEE), asJson, world);
}

function read<O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  const { values, positionals } = parseOptions(args, options, SEE);
  if (positionals.length > 0) throw new Complaint(`"${positionals[0]}" is one word too many. ${SEE}`);
  return values;
}

type Common = { readonly server?: string | undefined; readonly json?: boolean | undefined };

function commonOf({ server, json }: Common, { defaults }: World): { server: string; asJson: boolean } {
  return { server: httpUrl(server ?? defaults.server, '--server', SEE).href, asJson: json ?? false };
}

function checkpointOf(text: string): Checkpoint {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint) return checkpoint;
  throw new Complaint(`--checkpoint ${text}: has to be <number>:<mac>, as in the log. ${SEE}`);
}

function praise({ entries, unchained, head }: AuditVerification): string {
  const before =
    unchained > 0 ? ` ${unchained} entries are from before there was a chain; nothing vouches for them.` : '';
  return `The trail is whole: ${entries} entries.${before} The newest is ${head.number}:${head.mac}`;
}

const PROBLEMS: Record<AuditProblem, string> = {
  changed: 'is not what was written, or was written without the key',
  missing: 'is missing',
  head: 'does not fit the newest link that was noted',
  cut: 'is where the old end was cut off, and retention did not do it',
  checkpoint: 'does not fit the checkpoint: the newest entries were cut off, or replaced',
};

function sentenceOf({ problem }: Extract<AuditVerification, { status: 'broken' }>): string {
  return `The trail is broken: entry ${problem.number} ${PROBLEMS[problem.what]}. Compare with a backup from before, and with the log.`;
}
