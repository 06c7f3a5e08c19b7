import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { formatCount } from '../format/words.ts';
import { ListField } from '../list-field.tsx';
import { duplicateWords } from '../list-notes.tsx';
import { addValues, quoteValue, type Separators, splitValues } from '../value-list.ts';
import { VALUE_HINTS, type ValueKind } from './operators.ts';

export type ValuesFieldProps = {
  readonly kind: ValueKind;
  readonly values: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (values: readonly string[]) => void;
};

/** Longer lists are edited as lines of text, which stays fast with thousands of values. */
const MAX_TAGS = 100;
/** A longer list gets a line of its own. */
const MAX_INLINE = 8;

export function ValuesField({ kind, values, error, onChange }: ValuesFieldProps) {
  // Patterns may contain commas.
  const separators: Separators = kind === 'pattern' ? 'lines' : 'all';
  if (values.length > MAX_TAGS) return <ManyValues {...{ separators, values, error, onChange }} />;
  return (
    <ListField
      aria-label="Values"
      size="sm"
      flex={values.length > MAX_INLINE ? '1 1 100%' : '2 1 220px'}
      miw={160}
      clearable
      placeholder={values.length === 0 ? VALUE_HINTS[kind] : undefined}
      separators={separators}
      mayBeOneText={kind === 'list' || kind === 'text'}
      error={error}
      values={values}
      onChange={onChange}
    />
  );
}

type ManyValuesProps = Omit<ValuesFieldProps, 'kind'> & { readonly separators: Separators };

/** Keeps the typed text unchanged as long as it parses to the current values. */
function ManyValues({ separators, values, error, onChange }: ManyValuesProps) {
  const [typed, setTyped] = useState('');
  const read = addValues([], splitValues(typed, separators));
  const isCurrent =
    read.values.length === values.length && read.values.every((value, index) => value === values[index]);
  const text = isCurrent ? typed : values.map((value) => quoteValue(value, separators)).join('\n');
  const duplicates = isCurrent ? read.duplicates : [];
  return (
    <Textarea
      aria-label="Values, one per line"
      description={`${formatCount(values.length, 'value')}, one per line. ${duplicates.length > 0 ? duplicateWords(duplicates) : ''}`}
      size="sm"
      flex="1 1 100%"
      rows={8}
      error={error}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setTyped(value);
        onChange(addValues([], splitValues(value, separators)).values);
      }}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}
