import { readExampleOutputs, USE_CASES } from '@burgee/api';
import { validate } from '@readme/openapi-parser';
import { describe, expect, it } from 'vitest';
import { ROUTES, ROWS } from '../rest/routes.ts';
import { writeApiPage } from './api-page.ts';
import { createOpenApiDocument } from './document.ts';
import { SCHEMA_NAMES } from './schema-names.ts';

const document = createOpenApiDocument({
  rows: ROWS,
  routes: ROUTES,
  examples: readExampleOutputs(),
  version: '1.2.3',
  base: '/flags',
});
const text = JSON.stringify(document);

/** Returns all parts of a JSON value with their paths. */
function partsOf(value: unknown, path = ''): [path: string, part: unknown][] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [[path, value], ...inner.flatMap(([name, part]) => partsOf(part, `${path}/${name}`))];
}

describe('F1.12 14.2 the OpenAPI document', () => {
  it('is valid, says an independent validator', async () => {
    expect(await validate(JSON.parse(text) as never)).toMatchObject({ valid: true, warnings: [] });
  });

  it('has every route and every row, once', () => {
    const listed = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item as object).map((method) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    expect(listed.sort()).toEqual([...ROUTES, ...ROWS].map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('has the version and the base path of the server', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' }, servers: [{ url: '/flags' }] });
  });

  it('refers only to schemas with a name', () => {
    const named = Object.keys(document.components?.schemas ?? {}).map((name) => name.replace(/Output$/, ''));
    expect([...new Set(named)].sort()).toEqual(Object.keys(SCHEMA_NAMES).sort());
  });

  it('says the type of every value, except where any is allowed', () => {
    const schemas = partsOf(JSON.parse(text)).filter(([path]) => !/\/(?:example|default|security)\b/.test(path));
    const empty = schemas.filter(([, part]) => JSON.stringify(part) === '{}').map(([path]) => path);
    // Problems have further facts by code.
    expect(empty.filter((path) => !/\/allOf\/1\/additionalProperties$/.test(path))).toEqual([]);
  });

  it('has an example of every answer that is not empty', () => {
    const outputs = readExampleOutputs();
    const answering = USE_CASES.filter(({ output }) => !output.safeParse(undefined).success);
    expect(answering.filter(({ name }) => !outputs.has(name))).toEqual([]);
  });

  it('is what docs/api.md says', async () => {
    await expect(writeApiPage(document)).toMatchFileSnapshot('../../../../docs/api.md');
  });
});
