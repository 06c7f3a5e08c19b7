import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  Select,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useSurroundings } from '../../ui/surroundings.ts';
import { type AttributeRow, type AttributeType, rowProblem } from './context-draft.ts';

export type AttributeRowsProps = {
  readonly rows: readonly AttributeRow[];
  /** The attributes that the flag's rules use. */
  readonly known: readonly string[];
  readonly onChange: (rows: readonly AttributeRow[]) => void;
};

const TYPES: readonly { readonly value: AttributeType; readonly label: string }[] = [
  { value: 'text', label: 'text' },
  { value: 'number', label: 'number' },
  { value: 'boolean', label: 'true or false' },
  { value: 'date', label: 'date' },
  { value: 'list', label: 'list' },
];

export function AttributeRows({ rows, known, onChange }: AttributeRowsProps) {
  const { newId } = useSurroundings();
  const changeRow = (row: AttributeRow) => onChange(rows.map((one) => (one.id === row.id ? row : one)));
  const missing = known.filter((name) => rows.every((row) => row.name !== name));
  const addRow = (name: string) => onChange([...rows, { id: newId(), name, type: 'text', text: '' }]);
  return (
    <Stack gap="xs" role="group" aria-label="Attributes">
      <Text size="sm" fw={500}>
        Attributes
      </Text>
      {rows.map((row, index) => (
        <AttributeFields
          key={row.id}
          row={row}
          place={index + 1}
          known={missing}
          onChange={changeRow}
          onRemove={() => onChange(rows.filter(({ id }) => id !== row.id))}
        />
      ))}
      <Group gap="xs">
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => addRow('')}>
          Add attribute
        </Button>
        {missing.slice(0, 5).map((name) => (
          <Button key={name} variant="subtle" size="xs" aria-label={`Add ${name}`} onClick={() => addRow(name)}>
            {name}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}

type AttributeFieldsProps = {
  readonly row: AttributeRow;
  readonly place: number;
  readonly known: readonly string[];
  readonly onChange: (row: AttributeRow) => void;
  readonly onRemove: () => void;
};

function AttributeFields({ row, place, known, onChange, onRemove }: AttributeFieldsProps) {
  const label = row.name || `attribute ${place}`;
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <Group gap="xs" align="flex-start" flex={1} miw={0}>
        <Autocomplete
          aria-label={`Name of attribute ${place}`}
          placeholder="name"
          flex="1 1 110px"
          data={[...known]}
          maxLength={100}
          value={row.name}
          onChange={(name) => onChange({ ...row, name })}
        />
        <Select
          aria-label={`Type of ${label}`}
          w={124}
          allowDeselect={false}
          data={TYPES}
          value={row.type}
          onChange={(type) => onChange(withType(row, type as AttributeType))}
        />
        <AttributeValueField row={row} label={`Value of ${label}`} onChange={(text) => onChange({ ...row, text })} />
      </Group>
      <ActionIcon variant="subtle" color="gray" mt={4} aria-label={`Remove ${label}`} onClick={onRemove}>
        <IconX size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

type AttributeValueFieldProps = {
  readonly row: AttributeRow;
  readonly label: string;
  readonly onChange: (text: string) => void;
};

function AttributeValueField({ row, label, onChange }: AttributeValueFieldProps) {
  const shared = { 'aria-label': label, flex: '2 1 140px', error: rowProblem(row) };
  if (row.type === 'boolean') {
    return (
      <Switch
        aria-label={label}
        flex="2 1 140px"
        mt={8}
        label={row.text === 'true' ? 'true' : 'false'}
        checked={row.text === 'true'}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  }
  if (row.type === 'list') {
    return (
      <Textarea
        {...shared}
        placeholder="one per line"
        autosize
        maxRows={6}
        value={row.text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...shared}
      placeholder={PLACEHOLDERS[row.type]}
      inputMode={row.type === 'number' ? 'decimal' : 'text'}
      value={row.text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const PLACEHOLDERS = { text: 'value', number: '12.5', date: '2027-01-31T12:00:00Z' } as const;

/** Changes the type and keeps the typed text; a boolean is reduced to true or false. */
function withType(row: AttributeRow, type: AttributeType): AttributeRow {
  if (type === 'boolean') return { ...row, type, text: String(row.text === 'true') };
  return { ...row, type };
}
