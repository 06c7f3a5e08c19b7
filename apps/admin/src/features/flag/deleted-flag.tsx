import type { AuditEntry } from '@burgee/contracts';
import { Button, Group, Title } from '@mantine/core';
import { IconFlagOff } from '@tabler/icons-react';
import { useState } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { FlagHistory } from '../history/flag-history.tsx';
import { RevertDialog } from '../history/revert-dialog.tsx';

/** Shows who deleted a flag, and offers to restore it. `removal` is the newest entry about it. */
export function DeletedFlag({ removal }: { readonly removal: AuditEntry }) {
  const { key: environment, name } = useEnvironment();
  const { why } = usePermission('flags:write', environment);
  const [isRestoring, setIsRestoring] = useState(false);
  const { key, actor, at, reason } = removal;
  return (
    <>
      <EmptyState
        icon={<IconFlagOff />}
        title={`This flag was deleted in ${name}`}
        action={
          <Group gap="xs" justify="center">
            <Guarded why={why}>
              <Button onClick={() => setIsRestoring(true)}>Restore flag</Button>
            </Guarded>
            <ButtonLink to="/flags" search={{ create: key }} variant="default">
              Create it again
            </ButtonLink>
          </Group>
        }
      >
        <ActorName actor={actor} /> deleted it <TimeAgo at={at} />
        {reason ? `: “${reason}”. ` : '. '}
        Restoring it serves everyone the same values as before; its overrides are gone.
      </EmptyState>
      <Title order={2} mt="xl" mb="sm">
        History
      </Title>
      <FlagHistory environment={environment} flagKey={key} />
      {isRestoring && (
        <RevertDialog
          entry={removal}
          environment={environment}
          flag={undefined}
          onClose={() => setIsRestoring(false)}
        />
      )}
    </>
  );
}
