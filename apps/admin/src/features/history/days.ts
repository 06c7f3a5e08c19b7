import type { AuditEntry } from '@burgee/contracts';

export type Day = { readonly name: string; readonly entries: readonly AuditEntry[] };

const dayWords = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** Entries by the day on which they were made here, in the order that they come in. */
export function daysOf(entries: readonly AuditEntry[], now: number): Day[] {
  const days = new Map<string, AuditEntry[]>();
  for (const entry of entries) {
    const name = dayWords.format(new Date(entry.at));
    const day = days.get(name);
    if (day) day.push(entry);
    else days.set(name, [entry]);
  }
  const today = dayWords.format(new Date(now));
  return [...days].map(([name, held]) => ({ name: name === today ? 'Today' : name, entries: held }));
}
