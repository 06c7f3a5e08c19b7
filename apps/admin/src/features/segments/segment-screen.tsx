import { Alert, Button, Code, Grid } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { BrokenSegment } from './broken-segment.tsx';
import { DeleteSegmentDialog } from './delete-segment-dialog.tsx';
import { EditSegment } from './edit-segment.tsx';
import { UsedBy } from './used-by.tsx';

export function SegmentScreen() {
  const { segmentKey } = useParams({ from: '/signed-in/segments/edit/$segmentKey' });
  const { key: environment } = useEnvironment();
  const ref = { environment, key: segmentKey };
  const [segment] = trpc.segments.get.useSuspenseQuery(ref);
  const { data: usage } = trpc.segments.usage.useQuery(ref);
  const { why } = usePermission('segments:write', environment);
  const [isDeleting, setDeleting] = useState(false);
  return (
    <>
      <PageHeader
        title={segment.name}
        description={
          <>
            Segment <Code>{segment.key}</Code>
          </>
        }
        actions={
          <Guarded why={why}>
            <Button
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDeleting(true)}
            >
              Delete segment
            </Button>
          </Guarded>
        }
      />
      {segment.broken && (
        <Alert color="red" mb="md" role="alert" title="Part of this segment is broken">
          <BrokenSegment segment={segment} usage={usage} />
        </Alert>
      )}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <EditSegment key={`${environment} ${segment.key}`} segment={segment} usage={usage} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <UsedBy usage={usage} />
        </Grid.Col>
      </Grid>
      {isDeleting && <DeleteSegmentDialog segment={segment} usage={usage} onClose={() => setDeleting(false)} />}
    </>
  );
}
