import { type AuditEntry, formatOverrideCounts, ListAuditInput, manyOverridesOf } from '@burgee/contracts';
import { call } from './call.ts';
import { Complaint, type World } from './command.ts';

/** The options that select entries. */
export const FILTERS = {
  environment: { type: 'string' },
  flag: { type: 'string' },
  target: { type: 'string' },
  actor: { type: 'string' },
  action: { type: 'string' },
  type: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
} as const;
type Filters = { readonly [name in keyof typeof FILTERS]?: string | undefined };

/** Parses the options before a request is sent. @throws Complaint that names the invalid option. */
export function parseFilters({ flag, limit, ...same }: Filters, see: string): ListAuditInput {
  const { data, error } = ListAuditInput.safeParse({ ...same, flagKey: flag, limit: limit && Number(limit) });
  if (data) return data;
  const [first] = error.issues;
  const option = first?.path.join('.') === 'flagKey' ? 'flag' : first?.path.join('.');
  throw new Complaint(`--${option}: ${first?.message}. ${see}`);
}

/** Prints entries, newest first: a line each, or the server's JSON. */
export async function listEntries(
  server: string,
  filter: ListAuditInput,
  asJson: boolean,
  world: World,
): Promise<void> {
  const page = await call(server, world, (api, options) => api.audit.list.query(filter, options));
  if (asJson) return world.print(JSON.stringify(page));
  if (page.items.length === 0) return world.print('No entries.');
  world.print(page.items.map(formatEntry).join('\n'));
}

function formatEntry(entry: AuditEntry): string {
  const { number, at, actor, action, subject, key, overrideType, target, environment, reason } = entry;
  const many = manyOverridesOf(entry);
  const kind = many ? [formatOverrideCounts(many.counts), 'of'] : [overrideType, subject];
  const what = [...kind, key, target && `for ${target}`, environment && `in ${environment}`];
  const words = [number, at, actor, action, ...what, reason && `(${reason})`];
  return replaceControlCharacters(words.filter((word) => word !== null && word !== '').join(' '));
}

/** The text is user input: characters that move the cursor or change colors must not reach the terminal. */
function replaceControlCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
