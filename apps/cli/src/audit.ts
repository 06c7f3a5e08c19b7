import {
  type AuditProblem,
  type AuditVerification,
  type Checkpoint,
  MINUTE_MS,
  parseCheckpoint,
} from '@burgee/contracts';
import { Command } from '@commander-js/extra-typings';
import { listEntries, parseFilters } from './audit-list.ts';
import { call } from './call.ts';
import { connectionOf, jsonOption, keyOption, profileOption, tokenOption, urlOption } from './options.ts';
import { Complaint, STATUS, type World } from './world.ts';

/** A million entries take a minute or two. Node's `fetch` waits no longer than this for an answer. */
const PATIENCE_MS = 5 * MINUTE_MS;

const NEEDS = 'Needs a key or token with the role viewer, for all environments.';

/** Verifies the audit trail (B.12) and lists its entries (S400.9). */
export function auditCommand(world: World) {
  return new Command('audit')
    .description(`Verifies the audit trail, or lists its entries. ${NEEDS}`)
    .addHelpText('before', 'Examples:\n  burgee audit list --flag new-checkout\n  burgee audit verify\n')
    .addCommand(verifyCommand(world))
    .addCommand(listCommand(world));
}

function verifyCommand(world: World) {
  return new Command('verify')
    .description(
      `Checks the whole audit trail. If an entry was altered, names the first one and exits with status 1. ${NEEDS}`,
    )
    .option(
      '--checkpoint <number:mac>',
      'from the server log ("audit checkpoint"): also detects missing newest entries',
    )
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', 'Examples:\n  burgee audit verify --checkpoint 1041:Zm9vYmFy\n')
    .action(async ({ checkpoint: text, json, ...options }) => {
      const checkpoint = text === undefined ? undefined : checkpointOption(text);
      const connection = connectionOf(options, world);
      const found = await call(
        connection,
        world,
        (api, signal) => api.audit.verify.query({ checkpoint }, signal),
        PATIENCE_MS,
      );
      if (json) world.print(JSON.stringify(found));
      if (found.status === 'broken') throw new Complaint(describeProblem(found), STATUS.refused);
      if (!json) world.print(describeIntactTrail(found));
    });
}

function listCommand(world: World) {
  return new Command('list')
    .description(`Prints entries, newest first. ${NEEDS}`)
    .option('--environment <key>', 'only in this environment')
    .option('--flag <key>', 'only of this flag')
    .option('--target <id>', 'the user, session or test run of an override')
    .option('--actor <name>', 'who made the change')
    .option('--action <action>', 'created, updated, archived, restored, removed or expired')
    .option(
      '--type <type>',
      'flag, segment, environment, override, key, person or invitation; or the type of an override',
    )
    .option('--from <time>', 'from this time on, such as 2026-12-24T18:00:00Z')
    .option('--to <time>', 'before this time')
    .option('--limit <number>', 'at most so many entries')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', 'Examples:\n  burgee audit list --flag new-checkout --from 2026-12-24T00:00:00Z\n')
    .action(async ({ url, key, token, profile, json, ...filters }) => {
      const connection = connectionOf({ url, key, token, profile }, world);
      await listEntries(connection, parseFilters(filters), json ?? false, world);
    });
}

function checkpointOption(text: string): Checkpoint {
  const checkpoint = parseCheckpoint(text);
  if (checkpoint) return checkpoint;
  const problem = `--checkpoint ${text}: must be <number>:<mac>, as in the log.`;
  throw new Complaint(problem, STATUS.usage, 'burgee audit verify --help');
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
