import { appRouter } from '@burgee/api';
import { EvaluationContext } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ROUTES } from './rest/routes.ts';

/** Returns all parts of a schema with their paths. */
function partsOf(schema: z.core.$ZodType, path = '', seen = new Set<unknown>()): [string, z.core.$ZodType][] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inner = Object.entries(schema._zod.def as object).flatMap(([name, value]) => {
    const found: [string, unknown][] =
      name === 'getter'
        ? [[name, (value as () => unknown)()]]
        : name === 'shape' || Array.isArray(value)
          ? Object.entries(value as object)
          : [[name, value]];
    return found.flatMap(([part, one]) =>
      one instanceof z.core.$ZodType ? partsOf(one, `${path}.${part}`, seen) : [],
    );
  });
  return [[path, schema], ...inner];
}

function looseIn(schema: z.core.$ZodType): string[] {
  return partsOf(schema).flatMap(([path, part]) => {
    if (!(part instanceof z.core.$ZodObject)) return [];
    return part._zod.def.catchall instanceof z.core.$ZodNever ? [] : [path];
  });
}

const procedures = Object.entries(
  appRouter._def.procedures as object as Record<string, { _def: { inputs: z.core.$ZodType[] } }>,
);

describe('A6 unknown fields are refused by', () => {
  it.each(procedures)('the procedure %s', (_name, { _def }) => {
    for (const input of _def.inputs) expect(looseIn(input)).toEqual([]);
  });

  /** Later versions of OFREP may add fields and parameters, which its clients expect to be ignored. */
  const strict = ROUTES.filter(({ path }) => !path.startsWith('/ofrep/'));

  it.each(strict.map((route) => [`${route.method} ${route.path}`, route] as const))('the route %s', (_name, route) => {
    for (const part of [route.params, route.query, route.body]) expect(part ? looseIn(part) : []).toEqual([]);
  });
});

it('finds an object schema that is not strict at any depth', () => {
  const loose = z.object({ a: z.string() });
  expect(looseIn(loose)).toEqual(['']);
  expect(looseIn(z.strictObject({ a: z.array(loose.optional()) }))).toHaveLength(1);
  expect(looseIn(z.strictObject({ a: z.union([z.string(), z.lazy(() => loose).nullable()]) }))).toHaveLength(1);
  expect(looseIn(z.strictObject({ a: z.record(z.string(), loose.default({ a: '' })) }))).toHaveLength(1);
  expect(looseIn(z.looseObject({}))).toHaveLength(1);
  // A context may have any attributes; only its size is limited.
  expect(looseIn(z.strictObject({ context: EvaluationContext }))).toEqual([]);
});
