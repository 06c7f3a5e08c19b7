import { type CommandCase, type CommandField, ownValue } from '@burgee/contracts';
import { z } from 'zod';
import { fieldsOf, type Row } from '../rest/rows.ts';
import { typeOfField } from './field.ts';

/** Writes the module from which the command line derives its commands: it cannot import the table, which needs a database. */
export function writeCommandFile(rows: readonly Row[]): string {
  const cases = [...Map.groupBy(rows, ({ useCase }) => useCase).values()].map((rows) =>
    commandCaseOf(rowForCommand(rows)),
  );
  return `${HEAD}\nexport const USE_CASES: readonly UseCase[] = [\n${cases.map(writeCase).join('')}];\n`;
}

const HEAD = `// Written by a test of the server, command-file.test.ts, from the table of use cases. Do not edit it.
import type { UseCase } from './use-case.ts';
`;

/** The path with the fewest parameters, because a parameter cannot have the value "..". */
function rowForCommand(rows: readonly Row[]): Row {
  return rows.reduce((best, row) => (row.params.size < best.params.size ? row : best));
}

function commandCaseOf(row: Row): CommandCase {
  const { name, summary, kind, access, failures, examples } = row.useCase;
  const fields = commandFields(row);
  const environment = access.kind === 'permission' ? access.field : 'environment';
  return {
    ...{ name, summary, kind, method: row.method.toUpperCase(), path: row.path },
    ...(environment !== null && fields.some(({ name }) => name === environment) && { environment }),
    ...{ fields, failures, example: (examples[0]?.input ?? {}) as CommandCase['example'] },
  };
}

function commandFields(row: Row): CommandField[] {
  const { input } = row.useCase;
  if (input instanceof z.ZodDiscriminatedUnion) return unionFields(input);
  const params = new Map([...row.params].map(([param, field]) => [field, param]));
  return [...fieldsOf(input)].map(([name, schema]) => {
    const param = params.get(name);
    const place = param === undefined ? (row.query.includes(name) ? 'query' : 'body') : 'path';
    return fieldOf(name, schema, { in: place, ...(param !== undefined && { param }) });
  });
}

/** The fields of all members, each with the members that have it. */
function unionFields(input: z.ZodDiscriminatedUnion): CommandField[] {
  const { discriminator } = input.def;
  const members = (input.options as readonly z.ZodObject<Record<string, z.ZodType>>[]).map(({ shape }) => shape);
  const names = [...new Set(members.flatMap((shape) => Object.keys(shape)))];
  return names.map((name) => {
    const having = members.filter((shape) => Object.hasOwn(shape, name));
    const values = having.flatMap((shape) => typeOfField(ownValue(shape, discriminator) ?? z.never()).values ?? []);
    const schemas = having.flatMap((shape) => ownValue(shape, name) ?? []);
    const field = fieldOf(name, name === discriminator ? z.enum(values) : z.union(schemas), { in: 'body' });
    const isEverywhere = having.length === members.length;
    return { ...field, ...(!isEverywhere && { only: { field: discriminator, values } }) };
  });
}

function fieldOf(name: string, schema: z.ZodType, place: Pick<CommandField, 'in' | 'param'>): CommandField {
  const isRequired = !schema.safeParse(undefined).success;
  return { name, ...place, ...typeOfField(schema), ...(isRequired && { isRequired }) };
}

function writeCase({ fields, ...rest }: CommandCase): string {
  const lines = Object.entries(rest).map(([name, value]) => `    ${name}: ${JSON.stringify(value)},\n`);
  const fieldLines = fields.map((field) => `      ${JSON.stringify(field)},\n`);
  return `  {\n${lines.join('')}    fields: [\n${fieldLines.join('')}    ],\n  },\n`;
}
