import type { AuditEntry } from '@burgee/contracts';
import { Badge, Box, Code, Collapse, Text, UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { AgentNote } from '../../ui/agent-note.tsx';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import { FieldDiff } from '../../ui/field-diff.tsx';
import { TextLink } from '../../ui/links.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { listOfEntry } from '../overrides/listed-users.ts';
import { ListedUsersSides } from '../overrides/listed-users-sides.tsx';
import classes from './audit-entry-row.module.css';
import { subjectWords } from './subject-words.ts';

const UNCHANGEABLE =
  'Entries are never changed or deleted. Verify the trail to find out whether someone tampered with it.';

const ACTION_COLORS = {
  created: 'green',
  updated: 'blue',
  archived: 'orange',
  restored: 'teal',
  removed: 'red',
  expired: 'gray',
} as const satisfies Record<AuditEntry['action'], string>;

/** Shows one entry as a sentence, and its changes field by field when it is open. */
export function AuditEntryRow({ entry }: { readonly entry: AuditEntry }) {
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const { at, actor, action, key, target, reason, number } = entry;
  const place = useEnvironmentNamed(entry.environment);
  const list = listOfEntry(entry);
  const isAboutFlag = entry.subject === 'flag' || entry.subject === 'override';
  return (
    <li className={classes.row}>
      <UnstyledButton
        className={classes.line}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <IconChevronRight size={16} aria-hidden className={classes.chevron} data-open={isOpen || undefined} />
        <Box className={classes.sentence}>
          <Text size="sm" span fw={600}>
            <ActorName actor={actor} />
          </Text>
          <AgentNote entry={entry} />{' '}
          <Badge size="sm" variant="light" color={ACTION_COLORS[action]} tt="none">
            {action}
          </Badge>{' '}
          <Text size="sm" span>
            {subjectWords(entry)} <Code>{key}</Code>
            {target !== null && (
              <>
                {' '}
                for <Code>{target}</Code>
              </>
            )}
          </Text>
          {reason !== null && (
            <Text size="sm" c="dimmed" className={classes.reason}>
              {reason}
            </Text>
          )}
        </Box>
        <Box className={classes.aside}>
          {place && <EnvironmentBadge environment={place} />}
          <Text size="xs" c="dimmed" span>
            <TimeAgo at={at} />
          </Text>
        </Box>
      </UnstyledButton>
      {entry.broken && (
        <Box px={40} pb="sm">
          <BrokenNote broken={entry.broken}>{UNCHANGEABLE}</BrokenNote>
        </Box>
      )}
      <Collapse id={id} expanded={isOpen} className={classes.details}>
        {isOpen && (
          <>
            {list ? <ListedUsersSides list={list} /> : <FieldDiff before={entry.before} after={entry.after} />}
            <Text size="xs" c="dimmed" mt="xs">
              Entry {number} · version {entry.version}
              {isAboutFlag && place && (
                <>
                  {' '}
                  ·{' '}
                  <TextLink
                    to="/flags/$flagKey"
                    params={{ flagKey: key }}
                    search={{ env: place.key, tab: 'history' }}
                    underline="always"
                  >
                    Flag history
                  </TextLink>
                </>
              )}
            </Text>
          </>
        )}
      </Collapse>
    </li>
  );
}
