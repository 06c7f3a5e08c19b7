import { type AuditEntry, formatOverrideCounts, ListAuditInput, manyOverridesOf } from '@burgee/contracts';
import { call } from './call.ts';
import type { Connection } from './options.ts';
import { visibleText } from './visible-text.ts';
import { Complaint, STATUS, type World } from './world.ts';

type Filters = { readonly [option: string]: string | undefined };

/** Parses the options before a request is sent. @throws Complaint that names the invalid option. */
export function parseFilters({ flag, limit, ...same }: Filters): ListAuditInput {
  const { data, error } = ListAuditInput.safeParse({ ...same, flagKey: flag, limit: limit && Number(limit) });
  if (data) return data;
  const [first] = error.issues;
  const option = first?.path.join('.') === 'flagKey' ? 'flag' : first?.path.join('.');
  throw new Complaint(`--${option}: ${first?.message}.`, STATUS.usage, 'burgee audit list --help');
}

/** Prints entries, newest first: a line each, or the server's JSON. */
export async function listEntries(
  connection: Connection,
  filter: ListAuditInput,
  asJson: boolean,
  world: World,
): Promise<void> {
  const page = await call(connection, world, (api, options) => api.audit.list.query(filter, options));
  if (asJson) return world.print(JSON.stringify(page));
  if (page.items.length === 0) return world.print('No entries.');
  world.print(page.items.map(formatEntry).join('\n'));
}

/** One line about a change. */
export function formatEntry(entry: AuditEntry): string {
  const { number, at, actor, action, subject, key, overrideType, target, environment, reason, via, client } = entry;
  const many = manyOverridesOf(entry);
  const kind = many ? [formatOverrideCounts(many.counts), 'of'] : [overrideType, subject];
  const what = [...kind, key, target && `for ${target}`, environment && `in ${environment}`];
  const by = [actor, via && `via ${via} (${client})`];
  const words = [number, at, ...by, action, ...what, reason && `(${reason})`];
  return visibleText(words.filter((word) => word !== null && word !== undefined && word !== '').join(' '));
}
