import type { Flag, FlagStatus } from '@burgee/contracts';
import { Badge, Text, Tooltip } from '@mantine/core';
import { statusWords } from './status-words.ts';

export const STATUS_LOOKS: Readonly<Record<FlagStatus, { readonly label: string; readonly color: string }>> = {
  active: { label: 'Active', color: 'green' },
  scheduled: { label: 'Scheduled', color: 'blue' },
  expiring: { label: 'Expiring', color: 'orange' },
  stale: { label: 'Stale', color: 'yellow' },
  archived: { label: 'Archived', color: 'gray' },
};

export type StatusBadgeProps = {
  readonly status: FlagStatus;
  readonly flag: Pick<Flag, 'archivedAt' | 'expiresAt' | 'updatedAt'>;
  readonly now: number;
};

export function StatusBadge({ status, flag, now }: StatusBadgeProps) {
  const { label, color } = STATUS_LOOKS[status];
  const why = statusWords(status, flag, now);
  // Most flags are active: badges for all of them would hide the other statuses.
  if (status === 'active') {
    return (
      <Text span size="xs" c="dimmed" title={why}>
        {label}
      </Text>
    );
  }
  return (
    <Tooltip label={why}>
      <Badge variant="light" color={color} tt="none" fw={500} aria-label={`${label}: ${why}`} role="img">
        {label}
      </Badge>
    </Tooltip>
  );
}
