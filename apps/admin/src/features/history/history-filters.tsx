import { Button, Group, Select } from '@mantine/core';
import { FilterField } from '../../ui/filter-field.tsx';
import { actionOf, ACTIONS, TYPES, typeOf, type HistoryFilter } from './history-filter.ts';

export type HistoryFiltersProps = {
  readonly filter: HistoryFilter;
  readonly onChange: (filter: HistoryFilter) => void;
};

export function HistoryFilters({ filter, onChange }: HistoryFiltersProps) {
  const { type: _type, ...withoutType } = filter;
  const { action: _action, ...withoutAction } = filter;
  const { actor: _actor, ...withoutActor } = filter;
  return (
    <Group gap="sm" align="flex-end">
      <Select
        label="Of what"
        placeholder="Everything"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear: of what' }}
        w={190}
        data={TYPES}
        value={filter.type ?? null}
        onChange={(chosen) => onChange({ ...withoutType, ...typeOf(chosen) })}
      />
      <Select
        label="What was done"
        placeholder="Anything"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear: what was done' }}
        w={150}
        data={ACTIONS}
        value={filter.action ?? null}
        onChange={(chosen) => onChange({ ...withoutAction, ...actionOf(chosen) })}
      />
      <FilterField
        label="By whom"
        placeholder="Anybody"
        value={filter.actor}
        onChange={(actor) => onChange({ ...withoutActor, ...(actor && { actor }) })}
      />
      {Object.keys(filter).length > 0 && (
        <Button variant="subtle" onClick={() => onChange({})}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}
