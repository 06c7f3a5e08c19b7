import { Select, Switch, TextInput } from '@mantine/core';
import { EnvironmentColor, type Environment } from '@burgee/contracts';
import type { ReactNode } from 'react';
import { EnvironmentDot } from '../../ui/environment-dot.tsx';

export type EnvironmentDraft = Pick<Environment, 'name' | 'color' | 'isProduction' | 'permitsSessionOverrides'>;

export type EnvironmentFieldsProps = {
  readonly draft: EnvironmentDraft;
  readonly onChange: (draft: EnvironmentDraft) => void;
  /** What stands below the name. */
  readonly children?: ReactNode;
};

const COLORS = EnvironmentColor.options.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }));

/** What can be said of an environment at any time. */
export function EnvironmentFields({ draft, onChange, children }: EnvironmentFieldsProps) {
  return (
    <>
      <TextInput
        label="Name"
        placeholder="Staging"
        required
        maxLength={100}
        data-autofocus
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      />
      {children}
      <Select
        label="Colour"
        description="Marks the environment wherever it is named."
        allowDeselect={false}
        data={COLORS}
        leftSection={<EnvironmentDot environment={draft} />}
        renderOption={({ option: { value, label } }) => (
          <>
            <EnvironmentDot environment={{ color: EnvironmentColor.parse(value) }} />
            {label}
          </>
        )}
        value={draft.color}
        onChange={(color) => color && onChange({ ...draft, color: EnvironmentColor.parse(color) })}
      />
      <Switch
        label="This is production"
        description="Real users are here: changes are marked as live, and ask for a reason."
        checked={draft.isProduction}
        onChange={(event) => onChange({ ...draft, isProduction: event.currentTarget.checked })}
      />
      <Switch
        label="Permit session overrides"
        description="Whoever opens a page may try values in their own browser, by the address or the toolbar. Keep it off where real users are."
        checked={draft.permitsSessionOverrides}
        onChange={(event) => onChange({ ...draft, permitsSessionOverrides: event.currentTarget.checked })}
      />
    </>
  );
}
