import { Group, Radio } from '@mantine/core';
import { choiceLabel, SWITCH_CHOICES, type SwitchChoice } from './switch-choices.ts';

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
      value={value ? choiceLabel(value) : null}
      onChange={(chosen) => onChange(SWITCH_CHOICES.find((choice) => choiceLabel(choice) === chosen))}
    >
      <Group mt={6} gap="md">
        {SWITCH_CHOICES.map(choiceLabel).map((label) => (
          <Radio key={label} value={label} label={label} />
        ))}
      </Group>
    </Radio.Group>
  );
}
