import { formatOverrideCounts, ListAuditInput, manyOverridesOf, type AuditEntry } from '@burgee/contracts';
import { call } from './call.ts';
import { Complaint, type World } from './command.ts';

/** The options that say which entries. */
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

/** Reads the options before anybody is asked. @throws Complaint that names the option. */
export function filterOf({ flag, limit, ...same }: Filters, see: string): ListAuditInput {
  const { data, error } = ListAuditInput.safeParse({ ...same, flagKey: flag, limit: limit && Number(limit) });
  if (data) return data;
  const [first] = error.issues;
  const option = first?.path.join('.') === 'flagKey' ? 'flag' : first?.path.join('.');
  throw new Complaint(`--${option}: ${first?.message}. ${see}`);
}

/** Prints entries, the newest first: a line each, or what the server gave. */
export async function listEntries(
  server: string,
  filter: ListAuditInput,
  asJson: boolean,
  world: World,
): Promise<void> {
  const page = await call(server, world, (api, options) => api.audit.list.query(filter, options));
  if (asJson) return world.print(JSON.stringify(page));
  if (page.items.length === 0) return world.print('No entries.');
  world.print(page.items.map(lineOf).join('\n'));
}

function lineOf(entry: AuditEntry): string {
  const { number, at, actor, action, subject, key, overrideType, target, environment, reason } = entry;
  const many = manyOverridesOf(entry);
  const kind = many ? [formatOverrideCounts(many.counts), 'of'] : [overrideType, subject];
  const what = [...kind, key, target && `for ${target}`, environment && `in ${environment}`];
  const words = [number, at, actor, action, ...what, reason && `(${reason})`];
  return harmless(words.filter((word) => word !== null && word !== '').join(' '));
}

/** People wrote it: what moves the cursor or changes colours is not for terminals. */
function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
}
