import type { Flag, FlagStatus } from '@burgee/contracts';
import { formatRelativeTime, formatTimeAgo } from '../../ui/format/relative-time.ts';

type Times = Pick<Flag, 'archivedAt' | 'expiresAt' | 'updatedAt'>;

/** The reason for a flag's status, as a sentence. */
export function statusWords(status: FlagStatus, { archivedAt, expiresAt, updatedAt }: Times, now: number): string {
  const end = expiresAt === null ? '' : formatRelativeTime(expiresAt, now);
  switch (status) {
    case 'archived':
      return `Archived${archivedAt ? ` ${formatTimeAgo(archivedAt, now)}` : ''}; off for everyone.`;
    case 'expiring':
      return `Expires ${end}, then off for everyone.`;
    case 'scheduled':
      return 'Its schedule will change the percentage.';
    case 'stale': {
      const isOver = expiresAt !== null && Date.parse(expiresAt) <= now;
      if (isOver) return `Expired ${end}; off for everyone.`;
      return `Last changed ${formatTimeAgo(updatedAt, now)}, and the same for everyone.`;
    }
    case 'active':
      return `Changed ${formatTimeAgo(updatedAt, now)}.`;
  }
}
