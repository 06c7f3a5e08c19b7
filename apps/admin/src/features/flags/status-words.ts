import type { Flag, FlagStatus } from '@burgee/contracts';
import { relativeTime } from '../../ui/time-words.ts';

type Times = Pick<Flag, 'archivedAt' | 'expiresAt' | 'updatedAt'>;

/** What makes a flag's status so, as a sentence. */
export function statusWords(status: FlagStatus, { archivedAt, expiresAt, updatedAt }: Times, now: number): string {
  const end = expiresAt === null ? '' : relativeTime(expiresAt, now);
  switch (status) {
    case 'archived':
      return `Archived${archivedAt ? ` ${relativeTime(archivedAt, now)}` : ''}: off for everybody.`;
    case 'expiring':
      return `Expires ${end}: then off for everybody.`;
    case 'scheduled':
      return 'Its percentage will change by itself.';
    case 'stale': {
      const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
      if (isOver) return `Expired ${end}: off for everybody.`;
      return `Unchanged since ${relativeTime(updatedAt, now)}, and the same for everybody.`;
    }
    case 'active':
      return `Changed ${relativeTime(updatedAt, now)}.`;
  }
}
