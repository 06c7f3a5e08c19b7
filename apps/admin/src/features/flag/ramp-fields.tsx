import { Group } from '@mantine/core';
import { problemAt } from '../../ui/condition/problem-at.ts';
import { DateTimeField } from './date-time-field.tsx';
import type { FieldsProps } from './fixed-fields.tsx';
import { PercentField } from './percent-field.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

/** A schedule from one percentage to another, linear over time. */
export function RampFields({ value, path, onChange }: FieldsProps<'ramp'>) {
  const { problems } = useTargetingDraft();
  const error = (field: string) => problemAt(problems, `${path}.${field}`);
  return (
    <Group gap="sm" align="flex-start">
      <PercentField
        label="From"
        value={value.from}
        error={error('from')}
        onChange={(from) => onChange({ ...value, from })}
      />
      <PercentField label="To" value={value.to} error={error('to')} onChange={(to) => onChange({ ...value, to })} />
      <DateTimeField
        label="Starts"
        value={value.startAt}
        error={error('startAt')}
        onChange={(startAt) => onChange({ ...value, startAt })}
      />
      <DateTimeField
        label="Ends"
        value={value.endAt}
        error={error('endAt')}
        onChange={(endAt) => onChange({ ...value, endAt })}
      />
    </Group>
  );
}
