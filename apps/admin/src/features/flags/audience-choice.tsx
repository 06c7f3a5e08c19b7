import { Group, Radio } from '@mantine/core';
import { SWITCH_CHOICES, type SwitchChoice } from './switch-choices.ts';

type AudienceChoiceProps = {
  readonly label: string;
  readonly value: SwitchChoice | undefined;
  readonly onChange: (choice: SwitchChoice | undefined) => void;
};

/** Nothing is preselected: neither "Everyone" nor "No one yet" should happen by accident. */
export function AudienceChoice({ label, value, onChange }: AudienceChoiceProps) {
  return (
    <Radio.Group
      label={label}
      withAsterisk
      value={value?.label ?? null}
      onChange={(chosen) => onChange(SWITCH_CHOICES.find((choice) => choice.label === chosen))}
    >
      <Group mt={6} gap="md">
        {SWITCH_CHOICES.map((choice) => (
          <Radio key={choice.label} value={choice.label} label={choice.label} />
        ))}
      </Group>
    </Radio.Group>
  );
}
