import { USE_CASES } from '@burgee/api';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROWS } from '../rest/routes.ts';
import { rowsOf } from '../rest/rows.ts';
import { writeCommandFile } from './command-file.ts';
import { typeOfField } from './field.ts';

describe('14.3 the use cases of the command line', () => {
  it('are those of the table that REST can call', async () => {
    await expect(writeCommandFile(ROWS)).toMatchFileSnapshot('../../../cli/src/derived/use-cases.ts');
  });

  it('include a use case that the table gains', () => {
    const [first] = USE_CASES.filter(({ name }) => name === 'flags.get');
    const added = { ...first, name: 'flags.praise', rest: [{ route: 'POST /api/admin/flags/:flagKey/praise' }] };
    const text = writeCommandFile(rowsOf([added as (typeof USE_CASES)[number]]));

    expect(text).toContain('name: "flags.praise"');
    expect(text).toContain('path: "/api/admin/flags/:flagKey/praise"');
    expect(text).toContain('{"name":"key","in":"path","param":"flagKey","type":"text","isRequired":true}');
  });

  it.each([
    ['text', z.string(), { type: 'text' }],
    ['a choice', z.enum(['a', 'b']).default('a'), { type: 'text', values: ['a', 'b'] }],
    ['two choices', z.union([z.enum(['a']), z.enum(['b'])]), { type: 'text', values: ['a', 'b'] }],
    ['text or nothing', z.string().nullable(), { type: 'text', isNullable: true }],
    ['a whole number', z.int().optional(), { type: 'number' }],
    ['a list of text', z.array(z.string()), { type: 'list' }],
    ['a list of objects', z.array(z.strictObject({ a: z.string() })), { type: 'json' }],
    ['any JSON', z.json(), { type: 'value' }],
  ])('know that a field is %s', (_, schema, type) => {
    expect(typeOfField(schema)).toEqual(type);
  });
});
