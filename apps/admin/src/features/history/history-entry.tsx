import { Badge, Box, Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import {
  manyOverridesOf,
  type AuditEntry,
  type EnvironmentKey,
  type Flag,
  type Override,
  type Permission,
} from '@burgee/contracts';
import { IconArrowBackUp, IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { usePermission } from '../../app/permission.ts';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { layerOf } from '../overrides/layers.ts';
import { ListedUsersSides } from '../overrides/listed-users-sides.tsx';
import { listOfEntry } from '../overrides/listed-users.ts';
import { changedFields, entryWords, NOISE, overrideOfEntry } from './entry-words.ts';
import classes from './history.module.css';
import { PutBackDialog } from './put-back-dialog.tsx';
import { RevertListDialog } from './revert-list-dialog.tsx';
import { RevertDialog } from './revert-dialog.tsx';

export type HistoryEntryProps = {
  readonly entry: AuditEntry;
  readonly environment: EnvironmentKey;
  /** As it is now; one that was deleted can come back. */
  readonly flag: Flag | undefined;
};

/** Changes of this many fields are shown at once. */
const FEW = 3;

/** Who did what, when and why, and field by field what became of it. */
export function HistoryEntry({ entry, environment, flag }: HistoryEntryProps) {
  const isShort = entry.action === 'updated' && changedFields(entry).length <= FEW;
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
          </strong>{' '}
          {entryWords(entry)}
          {entry.reason && <span className={classes.reason}>“{entry.reason}”</span>}
        </span>
        <span className={classes.aside}>
          {entry.overrideType && <LayerBadge type={entry.overrideType} />}
          <RelativeTime at={entry.at} />
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
              <FieldDiff before={entry.before} after={entry.after} without={NOISE} />
            )}
            <Group justify="space-between" mt="xs">
              <Text size="xs" c="dimmed">
                Entry {entry.number}, version {entry.version}
              </Text>
              <GoBack entry={entry} environment={environment} flag={flag} />
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

/** Back to how the flag was, or the override set again. */
function GoBack({ entry, environment, flag }: HistoryEntryProps) {
  const [isAsked, setAsked] = useState(false);
  const override = overrideOfEntry(entry);
  const list = listOfEntry(entry);
  const { why } = usePermission(list ? 'overrides:write' : permissionFor(override), environment);
  const close = () => setAsked(false);
  // Overrides went with their flag, and many that went at once are not all in the trail.
  if (((override || list) && !flag) || manyOverridesOf(entry)) return null;
  return (
    <>
      <Guarded why={why}>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          onClick={() => setAsked(true)}
        >
          {override ? 'Set it again' : 'Revert'}
        </Button>
      </Guarded>
      {isAsked && override && flag && <PutBackDialog override={override} flag={flag} onClose={close} />}
      {isAsked && list && flag && <RevertListDialog entry={entry} list={list} flag={flag} onClose={close} />}
      {isAsked && !override && !list && (
        <RevertDialog entry={entry} environment={environment} flag={flag} onClose={close} />
      )}
    </>
  );
}

function permissionFor(override: Override | undefined): Permission {
  if (!override) return 'flags:write';
  return override.type === 'emergency' ? 'overrides:emergency' : 'overrides:write';
}
