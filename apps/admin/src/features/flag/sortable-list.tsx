import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
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
  'To move a rule, press Space, then the arrow keys, and Space again to drop it. Escape leaves it where it was.';

/** Its items can be put into another order by pointer and by keyboard; screen readers are told where an item is. */
export function SortableList({ ids, isDisabled, onMove, children }: SortableListProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const place = (id: unknown) => `${ids.indexOf(String(id)) + 1} of ${ids.length}`;
  function end({ active, over }: DragEndEvent): void {
    if (over && over.id !== active.id) onMove(ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
  }
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={end}
      accessibility={{
        screenReaderInstructions: { draggable: INSTRUCTIONS },
        announcements: {
          onDragStart: ({ active }) => `Picked up rule ${place(active.id)}.`,
          onDragOver: ({ over }) => (over ? `Now at ${place(over.id)}.` : undefined),
          onDragEnd: ({ over }) => (over ? `Dropped at ${place(over.id)}.` : 'Left where it was.'),
          onDragCancel: () => 'Left where it was.',
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
