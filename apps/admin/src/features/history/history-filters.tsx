import { Button, Group, Select } from '@mantine/core';
import { FilterField } from '../../ui/filter-field.tsx';
import { actionFilter, ACTIONS, type HistoryFilter, typeFilter, TYPES } from './history-filter.ts';

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
        label="Subject"
        placeholder="Everything"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear subject' }}
        w={190}
        data={TYPES}
        value={filter.type ?? null}
        onChange={(chosen) => onChange({ ...withoutType, ...typeFilter(chosen) })}
      />
      <Select
        label="Action"
        placeholder="Any action"
        clearable
        clearButtonProps={{ 'aria-label': 'Clear action' }}
        w={150}
        data={ACTIONS}
        value={filter.action ?? null}
        onChange={(chosen) => onChange({ ...withoutAction, ...actionFilter(chosen) })}
      />
      <FilterField
        label="Changed by"
        placeholder="Anyone"
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
