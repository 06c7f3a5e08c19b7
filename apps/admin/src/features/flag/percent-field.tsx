import { NumberInput } from '@mantine/core';
import type { NumberText } from './draft-types.ts';

export type PercentFieldProps = {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: NumberText;
  readonly error?: string | undefined;
  readonly onChange: (value: NumberText) => void;
};

/** 0 to 100 with three decimals, because the smallest share is one bucket in 100,000. */
export function PercentField({ label, isLabelHidden, value, error, onChange }: PercentFieldProps) {
  return (
    <NumberInput
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      value={value}
      onChange={onChange}
      min={0}
      max={100}
      step={1}
      decimalScale={3}
      suffix="%"
      w={120}
      error={error}
    />
  );
}
