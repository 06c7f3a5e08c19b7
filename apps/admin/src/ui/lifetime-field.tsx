import { DAY_MS } from '@burgee/contracts';
import { Select } from '@mantine/core';

const NO_EXPIRY = { value: '', label: 'Until revoked' };
const LIFETIMES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
];

export type LifetimeFieldProps = {
  /** The lifetime in days; empty for no expiry. */
  readonly value: string;
  readonly onChange: (days: string) => void;
  readonly mustExpire?: boolean;
};

export function LifetimeField({ value, onChange, mustExpire = false }: LifetimeFieldProps) {
  return (
    <Select
      label="Valid for"
      data={mustExpire ? LIFETIMES : [NO_EXPIRY, ...LIFETIMES]}
      allowDeselect={false}
      value={value}
      onChange={(days) => onChange(days ?? '')}
    />
  );
}

/** The instant `days` days from now; `undefined` for no expiry. */
export function expiryAfterDays(days: string, now: number): string | undefined {
  return days === '' ? undefined : new Date(now + Number(days) * DAY_MS).toISOString();
}
