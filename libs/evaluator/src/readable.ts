import type { Operator, Unreadable } from '@burgee/contracts';
import { parseAddress } from './cidr.ts';
import { parseInstant } from './instant.ts';
import { numberOf } from './operators.ts';
import { parseReference } from './semver.ts';

/** What an operator reads a value as; `undefined` if it takes any value. */
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

/** By the parsers of the operators themselves, so that both agree on what can be read. */
const CAN_READ: Readonly<Record<Unreadable, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' || Array.isArray(value),
  number: (value) => !Number.isNaN(numberOf(value)),
  instant: (value) => !Number.isNaN(parseInstant(value)),
  version: (value) => typeof value === 'string' && parseReference(value) !== undefined,
  address: (value) => typeof value === 'string' && parseAddress(value) !== undefined,
};

/** What an operator had to read a value as and could not; `undefined` if it could. */
export function unreadableAs(operator: Operator, value: unknown): Unreadable | undefined {
  const kind = KIND[operator];
  return kind === undefined || CAN_READ[kind](value) ? undefined : kind;
}
