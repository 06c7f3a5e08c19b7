import type { AuditEntry } from '@burgee/contracts';
import { formatDay } from '../../ui/format/dates.ts';

export type Day = { readonly name: string; readonly entries: readonly AuditEntry[] };

/** Groups entries by the reader's local day, in the given order. */
export function groupByDay(entries: readonly AuditEntry[], now: number): Day[] {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const name = formatDay(entry.at);
    const day = days.get(name);
    if (day) day.push(entry);
    else days.set(name, [entry]);
  }
  const today = formatDay(now);
  return [...days].map(([name, held]) => ({ name: name === today ? 'Today' : name, entries: held }));
}
