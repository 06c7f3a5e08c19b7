import type { Segment, SegmentUsage } from '@burgee/contracts';
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { isKeyBroken } from '../../ui/broken-words.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { RepairSegmentDialog } from '../broken/repair-segment-dialog.tsx';
import { DeleteSegmentDialog } from './delete-segment-dialog.tsx';

export type BrokenSegmentProps = { readonly segment: Segment; readonly usage: SegmentUsage | undefined };

/** Explains why a segment is broken and offers to repair or delete it. Renders nothing for a healthy one. */
export function BrokenSegment({ segment, usage }: BrokenSegmentProps) {
  const { broken, environment, name } = segment;
  const { why } = usePermission('segments:write', environment);
  const [remedy, setRemedy] = useState<'repair' | 'delete'>();
  const close = () => setRemedy(undefined);
  if (!broken) return null;
  return (
    <>
      <BrokenNote broken={broken}>{brokenSegmentHint(segment)}</BrokenNote>
      <Group gap="xs" mt={8}>
        {!isKeyBroken(broken) && (
          <Guarded why={why}>
            <Button size="compact-sm" aria-label={`Repair ${name}`} onClick={() => setRemedy('repair')}>
              Repair
            </Button>
          </Guarded>
        )}
        <Guarded why={why}>
          <Button size="compact-sm" variant="default" aria-label={`Delete ${name}`} onClick={() => setRemedy('delete')}>
            Delete
          </Button>
        </Guarded>
      </Group>
      {remedy === 'repair' && <RepairSegmentDialog segment={segment} onClose={close} />}
      {remedy === 'delete' && <DeleteSegmentDialog segment={segment} usage={usage} onClose={close} />}
    </>
  );
}

function brokenSegmentHint({ broken = [] }: Segment): string {
  if (isKeyBroken(broken)) return 'A key cannot be changed. Delete the segment and create it again with another key.';
  const isCondition = broken.some(({ path }) => path.startsWith('condition'));
  return isCondition ? 'Flags that use the segment return the error FLAG_BROKEN until it is repaired.' : '';
}
