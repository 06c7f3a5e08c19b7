import { Button, Group, Slider } from '@mantine/core';
import { formatPercent } from '../../ui/format/numbers.ts';
import { CANARY } from '../flags/canary.ts';
import type { ScheduleDraft } from './draft-types.ts';
import { PercentField } from './percent-field.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

export type FieldsProps<K extends ScheduleDraft['kind']> = {
  readonly value: Extract<ScheduleDraft, { kind: K }>;
  readonly path: string;
  readonly onChange: (value: ScheduleDraft) => void;
};

/** A slider, a field for exact numbers, and buttons for the usual steps. */
export function FixedFields({ value, path, onChange }: FieldsProps<'fixed'>) {
  const { problems, isReadOnly } = useTargetingDraft();
  const setPercentage = (percentage: number | string) => onChange({ ...value, percentage });
  return (
    <Group gap="md" align="center">
      <Slider
        flex="1 1 220px"
        miw={180}
        thumbLabel="Percentage"
        label={null}
        disabled={isReadOnly}
        value={typeof value.percentage === 'number' ? value.percentage : 0}
        onChange={setPercentage}
      />
      <PercentField
        label="Exact percentage"
        isLabelHidden
        value={value.percentage}
        error={problems.get(`${path}.percentage`)}
        onChange={setPercentage}
      />
      <Group gap={4} role="group" aria-label="Canary steps">
        {CANARY.map((step) => (
          <Button
            key={step}
            size="compact-md"
            variant={value.percentage === step ? 'light' : 'default'}
            aria-pressed={value.percentage === step}
            onClick={() => setPercentage(step)}
          >
            {formatPercent(step)}
          </Button>
        ))}
      </Group>
    </Group>
  );
}
