import { Checkpoint, type AuditProblem, type AuditVerification } from '@burgee/contracts';
import { httpUrl, parseOptions } from './arguments.ts';
import { call } from './call.ts';
import { Complaint, type Command, type World } from './command.ts';

const USAGE = `Usage: npm run burgee -- audit verify [--checkpoint <number>:<mac>] [--server http://localhost:4000] [--json]

Looks at the whole audit trail, and names the first entry that is not what was written. The exit status is 1 then.

  --checkpoint   from the server's log ("audit checkpoint"): shows as well whether the newest entries are gone
  --server       where Burgee is
  --json         prints what the server found

The token is BURGEE_TOKEN (role viewer or more, for all environments); without it, one is made from AUTH_SECRET or from
the secret in DATA_DIR (.data), as on the machine of the server.`;

const SEE = 'See npm run burgee -- audit --help';
/** A million entries take about half a minute. */
const PATIENCE_MS = 30 * 60 * 1000;

/** Verifies the audit trail (B.12). */
export const audit: Command = {
  summary: 'verifies the audit trail',
  usage: USAGE,
  run: async (args, world) => {
    const { server, checkpoint, asJson } = read(args, world);
    const found = await call(
      server,
      world,
      (api, options) => api.audit.verify.query({ checkpoint }, options),
      PATIENCE_MS,
    );
    if (asJson) world.print(JSON.stringify(found));
    if (found.status === 'broken') throw new Complaint(sentenceOf(found));
    if (!asJson) world.print(praise(found));
  },
};

function read(args: readonly string[], { defaults }: World) {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseOptions(
    args,
    { checkpoint: text, server: text, json: { type: 'boolean' } },
    SEE,
  );
  const [action, ...others] = positionals;
  if (action !== 'verify') throw new Complaint(`What to do with the trail? There is: verify. ${SEE}`);
  if (others.length > 0) throw new Complaint(`"${others[0]}" is one word too many. ${SEE}`);
  return {
    server: httpUrl(values.server ?? defaults.server, '--server', SEE).href,
    checkpoint: values.checkpoint === undefined ? undefined : checkpointOf(values.checkpoint),
    asJson: values.json ?? false,
  };
}

function checkpointOf(text: string): Checkpoint {
  const [, number, mac] = /^(\d{1,15}):([\w-]{0,43})$/.exec(text) ?? [];
  if (number !== undefined && mac !== undefined) return { number: Number(number), mac };
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
