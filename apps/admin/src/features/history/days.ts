import type { AuditEntry } from '@burgee/contracts';

export type Day = { readonly name: string; readonly entries: readonly AuditEntry[] };

const dayFormat = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** Groups entries by the reader's local day, in the given order. */
export function groupByDay(entries: readonly AuditEntry[], now: number): Day[] {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const name = dayFormat.format(new Date(entry.at));
    const day = days.get(name);
    if (day) day.push(entry);
    else days.set(name, [entry]);
  }
  const today = dayFormat.format(new Date(now));
  return [...days].map(([name, held]) => ({ name: name === today ? 'Today' : name, entries: held }));
}
