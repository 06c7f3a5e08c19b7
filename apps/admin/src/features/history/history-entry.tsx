import {
  type AuditEntry,
  type EnvironmentKey,
  type Flag,
  type FlagKey,
  manyOverridesOf,
  type Override,
  type Permission,
} from '@burgee/contracts';
import { Badge, Box, Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { useFlagPermission, useLastingPermission, usePermission } from '../../app/permission.ts';
import { AgentNote } from '../../ui/agent-note.tsx';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { layerOf } from '../overrides/layers.ts';
import { listOfEntry } from '../overrides/listed-users.ts';
import { ListedUsersSides } from '../overrides/listed-users-sides.tsx';
import { changedFields, entryWords, HIDDEN_FIELDS, overrideOfEntry } from './entry-words.ts';
import classes from './history.module.css';
import { PutBackDialog } from './put-back-dialog.tsx';
import { RevertDialog } from './revert-dialog.tsx';
import { RevertListDialog } from './revert-list-dialog.tsx';

export type HistoryEntryProps = {
  readonly entry: AuditEntry;
  readonly environment: EnvironmentKey;
  /** The current flag; absent if it was deleted. */
  readonly flag: Flag | undefined;
};

/** Changes of up to this many fields are expanded initially. */
const MAX_EXPANDED_FIELDS = 3;

/** An entry of the audit trail: the actor, the change, the time, the reason and a diff of the fields. */
export function HistoryEntry({ entry, environment, flag }: HistoryEntryProps) {
  const isShort = entry.action === 'updated' && changedFields(entry).length <= MAX_EXPANDED_FIELDS;
  const [isOpen, setOpen] = useState(isShort && entry.subject === 'flag');
  const id = useId();
  const list = listOfEntry(entry);
  return (
    <li className={classes.entry} data-danger={entry.overrideType === 'emergency' || undefined}>
      <UnstyledButton
        className={classes.line}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={16} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
        <span className={classes.sentence}>
          <strong>
            <ActorName actor={entry.actor} />
          </strong>
          <AgentNote entry={entry} /> {entryWords(entry)}
          {entry.reason && <span className={classes.reason}>“{entry.reason}”</span>}
        </span>
        <span className={classes.aside}>
          {entry.overrideType && <LayerBadge type={entry.overrideType} />}
          <TimeAgo at={entry.at} />
        </span>
      </UnstyledButton>
      {entry.broken && (
        <Box px={40} pb="sm">
          <BrokenNote broken={entry.broken}>Entries are never changed or deleted.</BrokenNote>
        </Box>
      )}
      <Collapse id={id} expanded={isOpen} className={classes.details}>
        {isOpen && (
          <>
            {list ? (
              <ListedUsersSides list={list} />
            ) : (
              <FieldDiff before={entry.before} after={entry.after} without={HIDDEN_FIELDS} />
            )}
            <Group justify="space-between" mt="xs">
              <Text size="xs" c="dimmed">
                Entry {entry.number}, version {entry.version}
              </Text>
              <RevertButton entry={entry} environment={environment} flag={flag} />
            </Group>
          </>
        )}
      </Collapse>
    </li>
  );
}

function LayerBadge({ type }: { readonly type: NonNullable<AuditEntry['overrideType']> }) {
  const { name, color } = layerOf(type);
  return type === 'emergency' ? (
    <Badge size="sm" tt="none" color="red.8">
      {name}
    </Badge>
  ) : (
    <Badge size="sm" tt="none" variant="light" color={color}>
      {name}
    </Badge>
  );
}

/** Reverts the flag or a list of overrides, or sets one override again. */
function RevertButton({ entry, environment, flag }: HistoryEntryProps) {
  const [isDialogOpen, setDialogOpen] = useState(false);
  const override = overrideOfEntry(entry);
  const list = listOfEntry(entry);
  const permitted = usePermission(list ? 'overrides:write' : permissionFor(override), environment);
  const place = { environment, key: entry.key as FlagKey, managedBy: flag?.managedBy ?? null };
  const [own, lasting] = [useFlagPermission(place), useLastingPermission(place)];
  const isLasting = list !== undefined || override?.type === 'user' || override?.type === 'global';
  const { why } = isLasting ? lasting : override ? permitted : own;
  const close = () => setDialogOpen(false);
  // Overrides of a deleted flag cannot be set, and an entry about many overrides has only a sample of them.
  if (((override || list) && !flag) || manyOverridesOf(entry)) return null;
  const flagLabel = flag ? 'Revert flag' : 'Restore flag';
  const label = override ? 'Set override again' : list ? 'Revert overrides' : flagLabel;
  return (
    <>
      <Guarded why={why}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => setDialogOpen(true)}
        >
          {label}
        </Button>
      </Guarded>
      {isDialogOpen && override && flag && <PutBackDialog override={override} flag={flag} onClose={close} />}
      {isDialogOpen && list && flag && <RevertListDialog entry={entry} list={list} flag={flag} onClose={close} />}
      {isDialogOpen && !override && !list && (
        <RevertDialog entry={entry} environment={environment} flag={flag} onClose={close} />
      )}
    </>
  );
}

function permissionFor(override: Override | undefined): Permission {
  if (!override) return 'flags:write';
  return override.type === 'emergency' ? 'overrides:emergency' : 'overrides:write';
}
