import { ActionIcon, Button, Group, Stack } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { problemAt } from '../../ui/condition/problem-at.ts';
import { useSurroundings } from '../../ui/surroundings.ts';
import { DateTimeField } from './date-time-field.tsx';
import type { FieldsProps } from './fixed-fields.tsx';
import { PercentField } from './percent-field.tsx';
import { withStep } from './schedule-kinds.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

/** A percentage from each instant on; before the first one, 0%. */
export function StepsFields({ value, path, onChange }: FieldsProps<'steps'>) {
  const { problems } = useTargetingDraft();
  const { now } = useSurroundings();
  const { steps } = value;
  const setSteps = (next: typeof steps) => onChange({ ...value, steps: next });
  const updateStep = (index: number, change: Partial<(typeof steps)[number]>) =>
    setSteps(steps.map((step, at) => (at === index ? { ...step, ...change } : step)));
  return (
    <Stack gap="xs">
      {steps.map((step, index) => (
        <Group key={index} gap="xs" align="flex-start" role="group" aria-label={`Step ${index + 1}`}>
          <DateTimeField
            label={index === 0 ? 'From' : 'Then from'}
            value={step.at}
            error={problemAt(problems, `${path}.steps.${index}.at`)}
            onChange={(at) => updateStep(index, { at })}
          />
          <PercentField
            label="Percentage"
            value={step.percentage}
            error={problemAt(problems, `${path}.steps.${index}.percentage`)}
            onChange={(percentage) => updateStep(index, { percentage })}
          />
          {steps.length > 1 && (
            <ActionIcon
              mt={26}
              size="lg"
              variant="subtle"
              color="gray"
              aria-label={`Remove step ${index + 1}`}
              onClick={() => setSteps(steps.filter((_step, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      <Button
        w="fit-content"
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange(withStep(value, now()))}
      >
        Add step
      </Button>
    </Stack>
  );
}
