import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';

export type SortableListProps = {
  readonly ids: readonly string[];
  readonly isDisabled: boolean;
  readonly onMove: (from: number, to: number) => void;
  readonly children: ReactNode;
};

const INSTRUCTIONS =
  'To move a rule, press Space, then the arrow keys, and Space again to drop it. Press Escape to cancel.';

/** A list whose items can be reordered by pointer and by keyboard; positions are announced to screen readers. */
export function SortableList({ ids, isDisabled, onMove, children }: SortableListProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const positionWords = (id: unknown) => `${ids.indexOf(String(id)) + 1} of ${ids.length}`;
  function endDrag({ active, over }: DragEndEvent): void {
    if (over && over.id !== active.id) onMove(ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={endDrag}
      accessibility={{
        screenReaderInstructions: { draggable: INSTRUCTIONS },
        announcements: {
          onDragStart: ({ active }) => `Picked up rule ${positionWords(active.id)}.`,
          onDragOver: ({ over }) => (over ? `Now at ${positionWords(over.id)}.` : undefined),
          onDragEnd: ({ over }) => (over ? `Dropped at ${positionWords(over.id)}.` : 'Not moved.'),
          onDragCancel: () => 'Not moved.',
        },
      }}
    >
      <SortableContext items={[...ids]} strategy={verticalListSortingStrategy} disabled={isDisabled}>
        <Stack component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
          {children}
        </Stack>
      </SortableContext>
    </DndContext>
  );
}
