import { parseInput, type Services } from '@burgee/api';
import { DomainError, type DomainFailure, isPlainObject, ownValue } from '@burgee/contracts';
import { z } from 'zod';
import { Bool, WholeNumber } from './query.ts';
import { bodyOf } from './route.ts';
import { fieldsOf, type Row } from './rows.ts';

/** The parts of a request that have the fields of an input. */
type Parts = {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

/** The fields as they arrived, for the check of access. */
export function rawInputOf(row: Row, { params, query, body }: Parts, services: Pick<Services, 'environment'>): unknown {
  if (row.body === 'all') return body;
  const named = row.query.includes('environment') ? { environment: query['environment'] } : {};
  return {
    ...(row.body && isPlainObject(body) && body),
    ...(row.hasOwnEnvironment && { environment: services.environment }),
    ...(named.environment !== undefined && named),
    ...fieldsIn(row, params),
  };
}

function fieldsIn(row: Row, params: Parts['params']): Record<string, unknown> {
  return Object.fromEntries([...row.params].map(([name, field]) => [field, ownValue(params, name)]));
}

/** Returns a function that parses the fields of a row. */
export function createParser(row: Row): (raw: unknown, parts: Parts) => unknown {
  const { input } = row.useCase;
  const fields = fieldsOf(input);
  const query = z.strictObject(
    Object.fromEntries(row.query.map((field) => [field, textOf(fields.get(field)).optional()])),
  );
  // Fields that the path or the query names are unknown in the body.
  const elsewhere = [...row.params.values(), ...row.query];
  const refuseElsewhere = z.record(z.string(), z.unknown()).superRefine((body, context) => {
    const keys = elsewhere.filter((field) => Object.hasOwn(body, field));
    if (keys.length > 0) context.addIssue({ code: 'unrecognized_keys', keys, input: body });
  });
  return (raw, parts) => {
    const fromQuery = parseInput(query, parts.query) as object;
    if (row.body === 'all') return parseInput(input, bodyOf(parts));
    if (row.body) parseInput(refuseElsewhere, bodyOf(parts));
    // An input that takes nothing is `undefined`.
    if (!(input instanceof z.ZodObject)) return parseInput(input, undefined);
    return withParams(row, () => parseInput(input, { ...(raw as object), ...fromQuery }));
  };
}

/** Reads the text of a query parameter as the type of a field. Other types stay text, for the schema of the field. */
function textOf(field: z.ZodType | undefined): z.ZodType {
  const inner = field && unwrap(field);
  if (inner instanceof z.ZodNumber) return WholeNumber;
  if (inner instanceof z.ZodBoolean) return Bool;
  if (inner instanceof z.ZodArray) return z.union([z.array(z.string()), z.string().transform((text) => [text])]);
  return z.unknown();
}

function unwrap(field: z.ZodType): z.ZodType {
  const isWrapped = field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable;
  return isWrapped ? unwrap(field.unwrap() as z.ZodType) : field;
}

/** Names a field of the path as the path does. */
function withParams<T>(row: Row, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DomainError) || error.failure.code !== 'VALIDATION_FAILED') throw error;
    throw new DomainError(renamed(row, error.failure));
  }
}

function renamed({ params }: Row, failure: Extract<DomainFailure, { code: 'VALIDATION_FAILED' }>): DomainFailure {
  const names = new Map([...params].map(([name, field]) => [field, name]));
  return { ...failure, details: failure.details.map((one) => ({ ...one, path: names.get(one.path) ?? one.path })) };
}
