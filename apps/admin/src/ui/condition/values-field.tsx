import { TagsInput, Textarea } from '@mantine/core';
import { VALUE_HINTS, type ValueKind } from './operators.ts';

export type ValuesFieldProps = {
  readonly kind: ValueKind;
  readonly values: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (values: readonly string[]) => void;
};

/** More than these are no longer read one by one: they stand in lines, which stay quick with thousands. */
const MAX_TAGS = 100;
/** More than these want a line of their own. */
const FEW = 8;
/** A pattern may have commas in it. */
const SPLIT: Readonly<Partial<Record<ValueKind, string[]>>> = { pattern: ['\n'] };

export function ValuesField({ kind, values, error, onChange }: ValuesFieldProps) {
  if (values.length > MAX_TAGS) {
    return (
      <Textarea
        aria-label="Values, one a line"
        description={`${values.length.toLocaleString('en')} values, one a line`}
        size="sm"
        flex="1 1 100%"
        rows={8}
        error={error}
        value={values.join('\n')}
        onChange={(event) => onChange(event.currentTarget.value.split('\n'))}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      />
    );
  }
  return (
    <TagsInput
      aria-label="Values"
      size="sm"
      flex={values.length > FEW ? '1 1 100%' : '2 1 220px'}
      miw={160}
      clearable
      placeholder={values.length === 0 ? VALUE_HINTS[kind] : undefined}
      splitChars={SPLIT[kind] ?? [',', ';', '\n']}
      error={error}
      value={[...values]}
      onChange={onChange}
    />
  );
}
