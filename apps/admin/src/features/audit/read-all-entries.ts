import type { AuditEntry, AuditPage } from '@burgee/contracts';

const PAGE = 500;
/** Browsers hold this many entries in memory without trouble. */
const MAX_ENTRIES = 50_000;

type ReadPage = (page: { limit: number; cursor?: string }) => Promise<AuditPage>;

/** Reads all pages, newest first. `isComplete` is false if older entries were left out. */
export async function readAllEntries(read: ReadPage): Promise<{ entries: AuditEntry[]; isComplete: boolean }> {
  const entries: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const page: AuditPage = await read({ limit: PAGE, ...(cursor !== null && { cursor }) });
    entries.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && entries.length < MAX_ENTRIES);
  return { entries, isComplete: cursor === null };
}
