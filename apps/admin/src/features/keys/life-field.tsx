import { Select } from '@mantine/core';

const DAY_MS = 24 * 3_600_000;
const NEVER = { value: '', label: 'Until it is revoked' };
const LIVES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
];

export type LifeFieldProps = {
  /** In days; empty is for ever. */
  readonly value: string;
  readonly onChange: (days: string) => void;
  readonly mustEnd?: boolean;
};

export function LifeField({ value, onChange, mustEnd = false }: LifeFieldProps) {
  return (
    <Select
      label="Valid for"
      data={mustEnd ? LIVES : [NEVER, ...LIVES]}
      allowDeselect={false}
      value={value}
      onChange={(days) => onChange(days ?? '')}
    />
  );
}

/** The instant after so many days; nothing for "for ever". */
export function endOf(days: string, now: number): string | undefined {
  return days === '' ? undefined : new Date(now + Number(days) * DAY_MS).toISOString();
}
