import type { Explanation, Flag, UserOverride } from '@burgee/contracts';
import { ActionIcon, Badge, Checkbox, Group, Stack, Table } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { GREEN } from '../../ui/colors.ts';
import { Countdown } from '../../ui/countdown.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { OverrideValue } from '../../ui/value-chip.tsx';
import { NoEffect } from '../verdict/no-effect.tsx';
import { useExplanations } from '../verdict/use-explanations.ts';
import { BrokenOverride } from './broken-override.tsx';
import { AuthorAndReason } from './override-row.tsx';
import classes from './user-rows.module.css';
import { addUsers, removeUsers, type Selected } from './user-selection.ts';

export type UserRowsProps = {
  readonly flag: Flag;
  readonly users: readonly UserOverride[];
  readonly why: string | undefined;
  readonly selected: Selected;
  readonly onSelect: (selected: Selected) => void;
  readonly onEdit: (user: UserOverride) => void;
};

export function UserRows({ flag, users, why, selected, onSelect, onEdit }: UserRowsProps) {
  const explanations = useExplanations(flag, users);
  const here = users.filter(({ id }) => selected.has(id)).length;
  const toggleAll = () => onSelect(here === users.length ? removeUsers(selected, users) : addUsers(selected, users));
  return (
    <Table verticalSpacing={6} className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={40}>
            <Checkbox
              aria-label="Select all on this page"
              checked={here > 0 && here === users.length}
              indeterminate={here > 0 && here < users.length}
              onChange={toggleAll}
            />
          </Table.Th>
          <Table.Th className={classes.who}>User</Table.Th>
          <Table.Th visibleFrom="sm">Gets</Table.Th>
          <Table.Th visibleFrom="sm">Set by</Table.Th>
          <Table.Th visibleFrom="sm" w={140}>
            Ends
          </Table.Th>
          <Table.Td w={44} />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <UserRow
            key={user.id}
            flag={flag}
            user={user}
            explanation={explanations.get(user.target)}
            why={why}
            isSelected={selected.has(user.id)}
            onToggle={() =>
              onSelect(selected.has(user.id) ? removeUsers(selected, [user]) : addUsers(selected, [user]))
            }
            onEdit={() => onEdit(user)}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type UserRowProps = Pick<UserRowsProps, 'flag' | 'why'> & {
  readonly user: UserOverride;
  /** The evaluation for this user; `undefined` while loading. */
  readonly explanation: Explanation | undefined;
  readonly isSelected: boolean;
  readonly onToggle: () => void;
  readonly onEdit: () => void;
};

function UserRow({ flag, user, explanation, why, isSelected, onToggle, onEdit }: UserRowProps) {
  return (
    <Table.Tr data-selected={isSelected || undefined}>
      <Table.Td>
        <Checkbox aria-label={`Select ${user.target}`} checked={isSelected} onChange={onToggle} />
      </Table.Td>
      <Table.Td>
        <span className={classes.target}>{user.target}</span>
        <Stack gap={4} hiddenFrom="sm" mt={4} fz="sm">
          <UserEffect flag={flag} user={user} explanation={explanation} />
          <AuthorAndReason override={user} />
          <BrokenOverride override={user} />
          <Countdown at={user.expiresAt} />
        </Stack>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <UserEffect flag={flag} user={user} explanation={explanation} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <AuthorAndReason override={user} />
        <BrokenOverride override={user} />
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Countdown at={user.expiresAt} />
      </Table.Td>
      <Table.Td>
        <Guarded why={why}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Change the override of ${user.target}`}
            onClick={onEdit}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        </Guarded>
      </Table.Td>
    </Table.Tr>
  );
}

/** Shows whether the user is included or excluded, the value, and why it currently has no effect. */
function UserEffect({ flag, user, explanation }: Pick<UserRowProps, 'flag' | 'user' | 'explanation'>) {
  return (
    <Stack gap={2} align="flex-start">
      <OverrideTypeBadge flag={flag} user={user} />
      {explanation && <NoEffect explanation={explanation} overrideId={user.id} />}
    </Stack>
  );
}

function OverrideTypeBadge({ flag, user }: Pick<UserRowProps, 'flag' | 'user'>) {
  if (user.overrideType === 'exclude') {
    return (
      <Badge color="gray.7" variant="filled" tt="none" radius="sm" miw="max-content">
        Excluded
      </Badge>
    );
  }
  const isPlain = user.value === undefined;
  return (
    <Group gap={6}>
      <Badge color={GREEN} variant="filled" tt="none" radius="sm" miw="max-content">
        Included
      </Badge>
      {!isPlain && <OverrideValue override={user} variants={flag.variants} />}
    </Group>
  );
}
