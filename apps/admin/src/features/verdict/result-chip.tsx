import type { JsonValue, Variant } from '@burgee/contracts';
import { Text } from '@mantine/core';
import { ValueChip } from '../../ui/value-chip.tsx';

export type ResultChipProps = { readonly value: JsonValue | undefined; readonly variants: readonly Variant[] };

/** The value of a result. Without one, the caller's default serves. */
export function ResultChip({ value, variants }: ResultChipProps) {
  if (value !== undefined) return <ValueChip value={value} variants={variants} />;
  return (
    <Text span size="sm">
      no value: the default in the code applies
    </Text>
  );
}
