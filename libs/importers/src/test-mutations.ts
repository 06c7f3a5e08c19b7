import fc from 'fast-check';

/** Random damage to JSON: fields deleted, renamed, added, emptied or replaced. */
type Container = Record<string, unknown>;

const NAMES = [
  ...'name enabled strategies variants dependencies segments parameters constraints contextName operator values'.split(
    ' ',
  ),
  ...'value inverted caseInsensitive weight weightType stickiness payload overrides type feature groupId rollout'.split(
    ' ',
  ),
  ...'percentage userIds IPs id title sortOrder featureName description createdAt lastSeenAt project stale'.split(' '),
  ...'impressionData disabled archived archivedAt environments strategy features version query meta'.split(' '),
  ...'featureStrategies environment variantz constructor __proto__'.split(' '),
];
const VALUES = fc.constantFrom<unknown>(
  ...[null, true, false, 0, 1, 2, -1, 0.5, 50, 1e21, '', ' ', '0', '50', '0x1A', 'default', 'random', 'userId', 'ada'],
  ...[[], {}, [null], [1], [''], ['ada'], [{}], 'IN', 'REGEX', 'NUM_GT', 'properties', '10.0.0.0/08', '1.2.3', '(?i)a'],
  ...[
    { type: 'number', value: '1' },
    { type: 'json', value: '{"a":1}' },
    { type: 'csv', value: 'a,b' },
  ],
);

type Mutation = {
  place: number;
  kind: 'delete' | 'replace' | 'rename' | 'add' | 'repeat';
  name: string;
  value: unknown;
};

export const MUTATION: fc.Arbitrary<Mutation> = fc.record({
  place: fc.nat(),
  kind: fc.constantFrom<Mutation['kind'][]>('delete', 'replace', 'rename', 'add', 'repeat'),
  name: fc.constantFrom(...NAMES),
  value: VALUES,
});

/** A damaged copy of `json`. */
export function mutated(json: unknown, mutations: readonly Mutation[]): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(json));
  for (const { place, kind, name, value } of mutations) {
    const places = placesIn(copy);
    const [container, key] = places[place % places.length] as [Container, string];
    const old = container[key];
    if (kind === 'replace') container[key] = value;
    else if (kind === 'repeat' && Array.isArray(container)) container.push(old);
    else if (kind === 'add') define(isContainer(old) ? old : container, name, value);
    else if (Array.isArray(container)) container.splice(Number(key), 1);
    else delete container[key];
    if (kind === 'rename') define(container, name, old);
  }
  return JSON.parse(JSON.stringify(copy));
}

/** Adds a field of any name, even `__proto__`. Lists have no named fields. */
function define(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  else Object.defineProperty(container, name, { value, enumerable: true, configurable: true, writable: true });
}

function placesIn(json: unknown): [Container, string][] {
  if (!isContainer(json)) return [];
  return Object.keys(json).flatMap((key) => [[json, key] as [Container, string], ...placesIn(json[key])]);
}

function isContainer(json: unknown): json is Container {
  return typeof json === 'object' && json !== null;
}
