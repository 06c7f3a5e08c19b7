import type { Flag } from '@burgee/contracts';
import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { IconGitBranch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { Guarded } from '../../ui/guarded.tsx';

const ReleaseDialog = lazy(async () => ({ default: (await import('./release-dialog.tsx')).ReleaseDialog }));

/** Says that a flag is managed in Git and where, and offers to release it. */
export function ManagedBanner({ flag }: { readonly flag: Flag }) {
  const { why } = usePermission('flags:write', flag.environment);
  const [isReleasing, setReleasing] = useState(false);
  const { managedBy } = flag;
  if (!managedBy) return null;
  return (
    <Alert color="blue" mb="md" icon={<IconGitBranch aria-hidden />} title="Managed in Git">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Text size="sm" flex="1 1 320px" miw={0}>
          <Source source={managedBy.source} />
          <br />
          Change its file there, and apply it. {managedBy.overrides ? 'Emergency' : 'Overrides, emergency'} and testing
          overrides can still be set here.
        </Text>
        <Guarded why={why}>
          <Button size="xs" variant="default" onClick={() => setReleasing(true)}>
            Release flag
          </Button>
        </Guarded>
      </Group>
      {isReleasing && (
        <Suspense>
          <ReleaseDialog flag={flag} onClose={() => setReleasing(false)} />
        </Suspense>
      )}
    </Alert>
  );
}

/** Links only to web pages: a source may be any text. */
function Source({ source }: { readonly source: string }) {
  if (!/^https?:\/\//.test(source))
    return (
      <Text span inherit fw={600} style={{ overflowWrap: 'anywhere' }}>
        {source}
      </Text>
    );
  return (
    <Anchor inherit href={source} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
      {source}
    </Anchor>
  );
}
