import type { OracleFeature, OracleState, OracleStrategy, OracleVariant } from './test-oracle.ts';
import type { OracleConstraint } from './test-oracle-constraints.ts';

/**
 * Thrown by the part of the oracle that parses Unleash's JSON, which rejects everything that its rules do not mention. Like
 * the rest of the oracle, it uses none of our code.
 */
export class NoReading extends Error {}

type Read<T> = (value: unknown, place: string) => T;
type Raw = Record<string, unknown>;

function refuse(place: string): never {
  throw new NoReading(place);
}

const isA =
  <T>(type: string): Read<T> =>
  (value, place) =>
    typeof value === type ? (value as T) : refuse(place);
const text = isA<string>('string');
const truth = isA<boolean>('boolean');
const whole: Read<number> = (value, place) => (Number.isInteger(value) ? (value as number) : refuse(place));
const only =
  <T>(...allowed: T[]): Read<T> =>
  (value, place) =>
    allowed.includes(value as T) ? (value as T) : refuse(place);
const orNone =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, place) =>
    value === undefined || value === null ? undefined : read(value, place);
const orAbsent =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value, place) =>
    value === undefined ? undefined : read(value, place);
const list =
  <T>(item: Read<T>): Read<T[]> =>
  (value, place) =>
    Array.isArray(value) ? value.map((each, index) => item(each, `${place}.${index}`)) : refuse(place);

/** Reads the named fields, ignores `unread` ones, and rejects all others. */
function record<T>(fields: { [K in keyof T]: Read<T[K]> }, unread: string[] = []): Read<T> {
  return (value, place) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse(place);
    const stranger = Object.keys(value).find((key) => !Object.hasOwn(fields, key) && !unread.includes(key));
    if (stranger !== undefined) return refuse(`${place}.${stranger}`);
    const read = Object.entries<Read<unknown>>(fields).map(([key, field]) => [
      key,
      field(Object.hasOwn(value, key) ? (value as Raw)[key] : undefined, `${place}.${key}`),
    ]);
    return Object.fromEntries(read.filter(([, field]) => field !== undefined)) as T;
  };
}

const filled: Read<string> = (value, place) => text(value, place) || refuse(place);
const percentage: Read<string> = (value, place) => {
  const given = typeof value === 'number' ? String(value) : text(value, place);
  return given.trim() === '' || Number.isNaN(Number(given)) ? refuse(place) : given;
};

const SINGLE = /^((NUM|SEMVER)_(EQ|GTE?|LTE?)|DATE_(AFTER|BEFORE)|REGEX)$/;
const SEVERAL = /^(IN|NOT_IN|STR_(STARTS_WITH|ENDS_WITH|CONTAINS)|IN_CIDR)$/;
const constraintFields = record<OracleConstraint>({
  contextName: text,
  operator: text,
  values: orNone(list(text)),
  value: orNone(text),
  inverted: orNone(truth),
  caseInsensitive: orNone(truth),
});
const constraint: Read<OracleConstraint> = (value, place) => {
  const read = constraintFields(value, place);
  if (SINGLE.test(read.operator) && read.value === undefined) refuse(`${place}.value`);
  if (SEVERAL.test(read.operator) && read.values === undefined) refuse(`${place}.values`);
  if (/^NUM_(EQ|GTE?|LTE?)$/.test(read.operator) && read.value?.trim() === '') refuse(`${place}.value`);
  return read;
};

const variant = record<OracleVariant>(
  {
    name: text,
    weight: whole,
    stickiness: orNone(filled),
    payload: orNone(record({ type: text, value: text })),
    overrides: orNone(list(record({ contextName: text, values: list(text) }))),
  },
  ['weightType'],
);

const shared = { groupId: orAbsent(text), stickiness: orAbsent(filled) };
const parameters: Record<string, Read<object>> = {
  default: record(shared),
  userWithId: record({ ...shared, userIds: text }),
  gradualRolloutUserId: record({ ...shared, percentage }),
  gradualRolloutSessionId: record({ ...shared, percentage }),
  gradualRolloutRandom: record({ ...shared, percentage }),
  remoteAddress: record({ ...shared, IPs: text }),
  flexibleRollout: record({ ...shared, rollout: percentage }),
};
const strategyFields = record<OracleStrategy & { disabled?: unknown; sortOrder?: unknown }>(
  {
    name: only(...Object.keys(parameters)),
    parameters: ((value: unknown) => value) as Read<Record<string, string>>,
    constraints: orNone(list(constraint)),
    segments: orNone(list(whole)),
    variants: orNone(list(variant)),
    disabled: orNone(only(false)),
    sortOrder: orNone(isA<number>('number')),
  },
  ['id', 'title', 'featureName'],
);
const strategy: Read<OracleStrategy> = (value, place) => {
  const read = strategyFields(value, place);
  const readParameters = parameters[read.name] as Read<Record<string, string>>;
  return { ...read, parameters: readParameters(read.parameters ?? {}, `${place}.parameters`) };
};

type Dependency = NonNullable<OracleFeature['dependencies']>[number];
const dependency = record<Dependency>({
  feature: text,
  enabled: orNone(truth),
  variants: orNone(list(text)),
});

const feature = record<OracleFeature & { archived?: unknown; archivedAt?: unknown }>(
  {
    name: text,
    enabled: truth,
    strategies: list(strategy),
    variants: orNone(list(variant)),
    dependencies: orNone(list(dependency)),
    archived: orNone(only(false)),
    archivedAt: orNone(only()),
  },
  'segments type description project stale impressionData createdAt lastSeenAt createdBy favorite tags lifecycle links'.split(
    ' ',
  ),
);

type OracleSegment = NonNullable<OracleState['segments']>[number];
const segment = record<OracleSegment>({ id: whole, constraints: list(constraint) }, [
  'name',
  'description',
  'project',
  'createdAt',
  'createdBy',
]);

/** The lists of a state. @throws NoReading if it is not what Unleash sends to SDKs. */
export const readLists = (raw: unknown): { features: unknown[]; segments?: unknown[] } =>
  record<{ version: unknown; features: unknown[]; segments: unknown[] }>(
    {
      version: orAbsent(only<unknown>(0, 1, 2)),
      features: list((value) => value),
      segments: orNone(list((value) => value)) as Read<unknown[]>,
    },
    ['query', 'meta'],
  )(raw, 'state');

/** Returns `undefined` if the feature cannot be parsed. */
export const readFeature = (raw: unknown): OracleFeature | undefined => readOrNothing(feature, raw);
export const readSegment = (raw: unknown): OracleSegment | undefined => readOrNothing(segment, raw);

function readOrNothing<T>(read: Read<T>, value: unknown): T | undefined {
  try {
    return read(value, '');
  } catch (error) {
    if (error instanceof NoReading) return undefined;
    throw error;
  }
}
