import type { Flag } from '@burgee/contracts';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useSurroundings } from '../../ui/surroundings.ts';
import { PrerequisiteRow } from './prerequisite-row.tsx';
import { Section } from './section.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

const MAX_PREREQUISITES = 20;

/** Other flags that must return certain variants for the same context at the same instant. */
export function PrerequisitesSection({ flag }: { readonly flag: Flag }) {
  const { draft, edit } = useTargetingDraft();
  const { newId } = useSurroundings();
  const { prerequisites } = draft;
  const addPrerequisite = () => edit({ prerequisites: [...prerequisites, { id: newId(), flagKey: '', variants: [] }] });
  return (
    <Section
      title="Prerequisites"
      description={
        prerequisites.length === 0
          ? 'No prerequisites yet. A prerequisite keeps this flag off for a user until another flag returns a certain variant for them.'
          : 'Each of these flags must return one of the chosen variants; otherwise this flag is off.'
      }
      actions={
        prerequisites.length < MAX_PREREQUISITES && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={addPrerequisite}
          >
            Add prerequisite
          </Button>
        )
      }
    >
      {prerequisites.length > 0 &&
        prerequisites.map((prerequisite, index) => (
          <PrerequisiteRow
            key={prerequisite.id}
            flag={flag}
            value={prerequisite}
            path={`prerequisites.${index}`}
            onChange={(next) => edit({ prerequisites: prerequisites.map((one) => (one.id === next.id ? next : one)) })}
            onRemove={() => edit({ prerequisites: prerequisites.filter(({ id }) => id !== prerequisite.id) })}
          />
        ))}
    </Section>
  );
}
