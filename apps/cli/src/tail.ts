import type { AuditEntry } from '@burgee/contracts';
import { Command } from '@commander-js/extra-typings';
import { send } from './derived/send.ts';
import {
  type Connection,
  connectionOf,
  jsonOption,
  keyOption,
  profileOption,
  tokenOption,
  urlOption,
} from './options.ts';
import { STATUS_HELP } from './status-help.ts';
import { Complaint, type Run, STATUS } from './world.ts';

const POLL_MS = 2_000;
const PAGE_SIZE = 100;

const EXAMPLES = `Examples:
  burgee tail
  burgee tail --environment production --flag new-checkout
  burgee tail --json
`;

type Filter = { readonly environment?: string | undefined; readonly flag?: string | undefined };
type Page = { readonly items: readonly AuditEntry[]; readonly nextCursor: string | null };

/** Prints changes as they happen, until it is interrupted. */
export function tailCommand(run: Run) {
  return new Command('tail')
    .description(`Prints each change as it happens, until Ctrl+C. Looks every ${POLL_MS / 1_000} seconds.`)
    .option('-e, --environment <key>', 'only in this environment')
    .option('--flag <key>', 'only of this flag')
    .addOption(urlOption())
    .addOption(keyOption())
    .addOption(tokenOption())
    .addOption(profileOption())
    .addOption(jsonOption())
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', STATUS_HELP)
    .action(async ({ environment, flag, json, ...options }) => {
      const trail = trailOf(connectionOf(options, run), { environment, flag }, run);
      const { formatEntry } = await import('./audit-list.ts');
      const print = (entry: AuditEntry) => run.print(json ? JSON.stringify(entry) : formatEntry(entry));
      await follow(trail, print, run);
    });
}

type Trail = (limit: number, cursor?: string) => Promise<Page>;

function trailOf(connection: Connection, { environment, flag }: Filter, run: Run): Trail {
  return async (limit, cursor) => {
    const given = Object.entries({ environment, flagKey: flag, limit: String(limit), cursor });
    const query = given.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]));
    const path = `/api/admin/audit?${new URLSearchParams(query).toString()}`;
    return JSON.parse(
      await send(connection, { method: 'GET', path }, { run, path: 'burgee tail', environment }),
    ) as Page;
  };
}

async function follow(trail: Trail, print: (entry: AuditEntry) => void, run: Run): Promise<void> {
  const { items } = await trail(1);
  let last = items[0]?.number ?? 0;
  run.complain('Waiting for changes. Press Ctrl+C to stop.');
  const interruption = run.interruption();
  let isAway = false;
  while (!interruption.aborted) {
    await run.wait(POLL_MS);
    const entries = await entriesAfter(last, trail).catch(whileAway);
    if (entries && isAway) run.complain('The server is back.');
    isAway = !entries;
    for (const entry of entries ?? []) print(entry);
    last = entries?.at(-1)?.number ?? last;
  }

  /** The numbers of entries have no gaps, so nothing is lost while the server is away. */
  function whileAway(error: unknown): undefined {
    if (!(error instanceof Complaint) || error.status !== STATUS.unreachable) throw error;
    if (!isAway) run.complain(`${error.message} Trying again every ${POLL_MS / 1_000} seconds.`);
  }
}

/** Returns the entries after the one with number `last`, oldest first. */
async function entriesAfter(last: number, trail: Trail): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (let cursor: string | undefined, isComplete = false; !isComplete;) {
    const { items, nextCursor } = await trail(PAGE_SIZE, cursor);
    const newer = items.filter(({ number }) => number > last);
    found.push(...newer);
    isComplete = newer.length < items.length || nextCursor === null;
    cursor = nextCursor ?? undefined;
  }
  return found.reverse();
}
