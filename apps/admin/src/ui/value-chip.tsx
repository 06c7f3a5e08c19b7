import { type Flag, isSameJson, type JsonValue, type Override, type Variant } from '@burgee/contracts';
import { Badge, Code, Group, Text } from '@mantine/core';
import { brokenFields } from './broken-words.ts';
import { GREEN } from './colors.ts';

export type ValueChipProps = {
  readonly value: JsonValue | undefined;
  /** The flag's variants, to name the one with this value. */
  readonly variants?: readonly Variant[];
  /** The text to show if the override has no value of its own. */
  readonly otherwise?: string;
};

const MAX_LENGTH = 60;

/** Shows a value: on or off, or its JSON with the variant that has it. */
export function ValueChip({ value, variants = [], otherwise = 'The on variant' }: ValueChipProps) {
  if (value === undefined) {
    return (
      <Text span size="sm">
        {otherwise}
      </Text>
    );
  }
  if (typeof value === 'boolean') {
    return (
      <Badge color={value ? GREEN : 'gray.7'} variant="filled" radius="sm" tt="none">
        {value ? 'On' : 'Off'}
      </Badge>
    );
  }
  const text = JSON.stringify(value);
  const variant = variants.find((one) => isSameJson(one.value, value));
  return (
    <Group gap={6} wrap="nowrap" component="span" miw={0}>
      {variant && (
        <Text span size="sm" fw={600}>
          {variant.key}
        </Text>
      )}
      <Code fz={12.5} title={text} style={{ overflowWrap: 'anywhere' }}>
        {text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text}
      </Code>
    </Group>
  );
}

/** The value of an override, unless SQL has made it unreadable. */
export function OverrideValue({ override, ...words }: Omit<ValueChipProps, 'value'> & { readonly override: Override }) {
  if (!brokenFields(override.broken ?? []).includes('value')) return <ValueChip value={override.value} {...words} />;
  return (
    <Text span size="sm" c="dimmed">
      unreadable value
    </Text>
  );
}

/** The text for an override that follows the on variant. */
export function onWords(flag: Pick<Flag, 'type' | 'onVariant'> | undefined): string {
  return flag === undefined || flag.type === 'boolean' ? 'On' : `On (${flag.onVariant})`;
}
