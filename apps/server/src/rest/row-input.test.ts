import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROWS } from './routes.ts';
import { createParser, rawInputOf } from './row-input.ts';
import type { Row } from './rows.ts';

const services = { environment: 'production' as never };
const named = ROWS.map((row) => ({ row, name: `${row.method} ${row.path}` }));

type Fields = Readonly<Record<string, unknown>>;

/** Spells the input of an example as the parts of a request. */
function partsOf(row: Row, input: Fields) {
  const pick = (names: Iterable<string>) =>
    Object.fromEntries([...names].flatMap((name) => (name in input ? [[name, input[name]]] : [])));
  const asText = (value: unknown) => (Array.isArray(value) ? value : String(value));
  const query = Object.entries(pick(row.query)).map(([name, value]) => [name, asText(value)]);
  return {
    params: Object.fromEntries([...row.params].map(([name, field]) => [name, input[field]])),
    query: Object.fromEntries(query) as Fields,
    body: row.body === 'all' ? input : row.body && pick(row.body),
  };
}

function read(row: Row, parts: ReturnType<typeof partsOf>): unknown {
  return createParser(row)(rawInputOf(row, parts, services), parts);
}

describe('14.1 a request of REST', () => {
  it.each(named)('$name has the input of the example', ({ row }) => {
    const { examples, input } = row.useCase;
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const fields = (example.input ?? {}) as Fields;
      expect(read(row, partsOf(row, fields))).toEqual(input.parse(example.input));
    }
  });

  it.each(named.filter(({ row }) => row.hasOwnEnvironment))(
    '$name is about the own environment by default',
    ({ row }) => {
      const parts = partsOf(row, row.useCase.examples[0]?.input as Fields);
      const { environment, ...query } = parts.query;
      expect(environment).toBeDefined();
      expect(read(row, { ...parts, query })).toMatchObject({ environment: 'production' });
    },
  );

  it.each(named.filter(({ row }) => Array.isArray(row.body)))(
    '$name refuses in the body what the path or the query names',
    ({ row }) => {
      const parts = partsOf(row, row.useCase.examples[0]?.input as Fields);
      for (const field of [...row.params.values(), ...row.query]) {
        const body = { ...(parts.body as Fields), [field]: 'elsewhere' };
        expect(() => read(row, { ...parts, body })).toThrow(`Unrecognized key: "${field}"`);
      }
    },
  );

  it.each(named)('$name refuses unknown parameters', ({ row }) => {
    const parts = partsOf(row, (row.useCase.examples[0]?.input ?? {}) as Fields);
    expect(() => read(row, { ...parts, query: { ...parts.query, nonsense: '1' } })).toThrow(
      'Unrecognized key: "nonsense"',
    );
  });

  it.each(named.filter(({ row }) => row.body))('$name needs a JSON body', ({ row }) => {
    const parts = partsOf(row, row.useCase.examples[0]?.input as Fields);
    expect(() => read(row, { ...parts, body: undefined })).toThrow('send a JSON body');
  });
});

it('14.1 names an invalid field of the path as the path does', () => {
  const row = ROWS.find(({ method, path }) => `${method} ${path}` === 'patch /api/admin/flags/:flagKey') as Row;
  const parts = { params: { flagKey: 'not a key' }, query: {}, body: {} };
  expect(() => read(row, parts)).toThrow(/^flagKey: /);
});

it('14.1 reads numbers, switches and lists from a query', () => {
  const row = ROWS.find(({ useCase }) => useCase.name === 'flags.list') as Row;
  const ask = (query: Fields) => read(row, { params: {}, query, body: undefined });
  expect(ask({ page: '2', enabled: 'false' })).toMatchObject({ page: 2, enabled: false });
  expect(() => ask({ page: '1e3' })).toThrow('page: must be a whole number');
  expect(() => ask({ enabled: 'yes' })).toThrow('enabled: ');
  const usage = ROWS.find(({ useCase }) => useCase.name === 'flags.usageSummary') as Row;
  const keysOf = (keys: unknown) =>
    (read(usage, { params: {}, query: { keys, hours: '2' }, body: undefined }) as { keys: unknown }).keys;
  expect([keysOf('a'), keysOf(['a', 'b'])]).toEqual([['a'], ['a', 'b']]);
});

it('14.1 an input without fields is what a row without parts has', () => {
  const rows = ROWS.filter(({ useCase }) => useCase.input instanceof z.ZodVoid);
  expect(rows.map(({ params, query, body }) => [params.size, query, body])).toEqual(rows.map(() => [0, [], undefined]));
});
