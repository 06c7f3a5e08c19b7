import { type Environment, EnvironmentColor } from '@burgee/contracts';
import { Select, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { EnvironmentDot } from '../../ui/environment-dot.tsx';

export type EnvironmentDraft = Pick<
  Environment,
  'name' | 'color' | 'isProduction' | 'permitsSessionOverrides' | 'bucketing'
>;

export type EnvironmentFieldsProps = {
  readonly draft: EnvironmentDraft;
  readonly onChange: (draft: EnvironmentDraft) => void;
  /** Fields below the name. */
  readonly children?: ReactNode;
};

const COLORS = EnvironmentColor.options.map((value) => ({ value, label: value[0]?.toUpperCase() + value.slice(1) }));

/** The fields of an environment that can be changed at any time. */
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
        label="Color"
        description="Marks the environment wherever its name appears."
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
        description="It has real users: changes are marked as live and require a reason."
        checked={draft.isProduction}
        onChange={(event) => onChange({ ...draft, isProduction: event.currentTarget.checked })}
      />
      <Switch
        label="Permit session overrides"
        description="Lets anyone try flag values in their own browser by URL or toolbar. Keep it off where real users are."
        checked={draft.permitsSessionOverrides}
        onChange={(event) => onChange({ ...draft, permitsSessionOverrides: event.currentTarget.checked })}
      />
      <Switch
        label="Use Unleash's hash for new flags"
        description="Lets the server SDKs of Unleash evaluate new flags here exactly. Existing flags keep their hash."
        checked={draft.bucketing === 'unleash'}
        onChange={(event) => onChange({ ...draft, bucketing: event.currentTarget.checked ? 'unleash' : 'standard' })}
      />
    </>
  );
}
