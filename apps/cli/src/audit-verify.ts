import {
  type AuditProblem,
  type AuditVerification,
  type Checkpoint,
  MINUTE_MS,
  parseCheckpoint,
} from '@burgee/contracts';
import { call } from './call.ts';
import { connectionOf, type ConnectionOptions } from './options.ts';
import { Complaint, STATUS, type World } from './world.ts';

/** A million entries take a minute or two. Node's `fetch` waits no longer than this for an answer. */
const PATIENCE_MS = 5 * MINUTE_MS;

type VerifyOptions = ConnectionOptions & { readonly checkpoint?: string | undefined; readonly json?: true | undefined };

/** Verifies the whole audit trail. @throws Complaint if an entry was altered. */
export async function verifyTrail({ checkpoint: text, json, ...options }: VerifyOptions, world: World): Promise<void> {
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
