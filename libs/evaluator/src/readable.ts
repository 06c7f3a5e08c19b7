import type { Operator, Unreadable } from '@burgee/contracts';
import { parseAddress } from './cidr.ts';
import { parseInstant } from './instant.ts';
import { parseNumber } from './operators.ts';
import { parseReference } from './semver.ts';

/** The kind of value that an operator requires; `undefined` if it accepts any value. */
const KIND: Readonly<Record<Operator, Unreadable | undefined>> = {
  in: undefined,
  notIn: undefined,
  contains: 'text',
  startsWith: 'text',
  endsWith: 'text',
  eq: 'number',
  lt: 'number',
  lte: 'number',
  gt: 'number',
  gte: 'number',
  before: 'instant',
  after: 'instant',
  semverEq: 'version',
  semverLt: 'version',
  semverLte: 'version',
  semverGt: 'version',
  semverGte: 'version',
  matches: 'text',
  inCidr: 'address',
  exists: undefined,
};

/** Uses the parsers of the operators themselves, so that both agree. */
const CAN_READ: Readonly<Record<Unreadable, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' || Array.isArray(value),
  number: (value) => !Number.isNaN(parseNumber(value)),
  instant: (value) => !Number.isNaN(parseInstant(value)),
  version: (value) => typeof value === 'string' && parseReference(value) !== undefined,
  address: (value) => typeof value === 'string' && parseAddress(value) !== undefined,
};

/** The kind that an operator requires if it cannot read the value; otherwise `undefined`. */
export function unreadableAs(operator: Operator, value: unknown): Unreadable | undefined {
  const kind = KIND[operator];
  return kind === undefined || CAN_READ[kind](value) ? undefined : kind;
}
