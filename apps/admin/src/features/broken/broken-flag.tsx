import type { Flag } from '@burgee/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconTool, IconTrash } from '@tabler/icons-react';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { BrokenPlaces } from '../../ui/broken-note.tsx';
import { brokenSentence, isKeyBroken } from '../../ui/broken-words.ts';
import { Guarded } from '../../ui/guarded.tsx';

export type Remedy = 'repair' | 'delete';
export type BrokenFlagProps = { readonly flag: Flag; readonly onChoose: (remedy: Remedy) => void };

const ICON = { size: 14, 'aria-hidden': true } as const;

/** The unreadable parts of a flag, their effect on evaluations, and buttons to repair or delete it. */
export function BrokenFlag({ flag, onChoose }: BrokenFlagProps) {
  const { why } = usePermission('flags:write', flag.environment);
  const isRepairable = !isKeyBroken(flag.broken);
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm">
          {brokenSentence(flag.broken)}{' '}
          {isRepairable
            ? 'Someone changed the row directly in the database. This page shows an empty or initial value instead.'
            : 'A key cannot be changed: delete the flag and create it again with another key.'}
        </Text>
        <BrokenPlaces broken={flag.broken} />
      </div>
      {isRepairable && <EvaluationEffect flag={flag} />}
      <Group gap="xs">
        {isRepairable && (
          <Guarded why={why}>
            <Button size="xs" leftSection={<IconTool {...ICON} />} onClick={() => onChoose('repair')}>
              Repair flag
            </Button>
          </Guarded>
        )}
        <Guarded why={why}>
          <Button
            size="xs"
            variant="default"
            c={why ? undefined : 'var(--mantine-color-error)'}
            leftSection={<IconTrash {...ICON} />}
            onClick={() => onChoose('delete')}
          >
            Delete flag
          </Button>
        </Guarded>
      </Group>
    </Stack>
  );
}

/**
 * Tells what programs get until the flag is repaired. Some broken fields do not affect a result, and servers read a row
 * only after a change.
 */
function EvaluationEffect({ flag: { environment, key } }: { readonly flag: Flag }) {
  const { data } = trpc.evaluation.explain.useQuery({ environment, flagKey: key, context: {} });
  if (!data) return null;
  return (
    <Text size="sm">
      {data.errorCode === 'FLAG_BROKEN'
        ? 'Until it is repaired, each evaluation of this flag returns the error FLAG_BROKEN, and programs use their own default. Other flags are not affected.'
        : 'Evaluations still work: the servers do not need the broken part, or still hold an earlier version of the flag. The next change in this environment may end that.'}
    </Text>
  );
}
