import type { UseCase } from '@burgee/api';
import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiParameters, ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from '../rest/route.ts';
import { fieldsOf, type Row } from '../rest/rows.ts';
import { createFailureResponses, type FailureResponses } from './failures.ts';

/** The output of the first example of each use case, by its name. */
export type Examples = ReadonlyMap<string, unknown>;

type Operation = { readonly method: string; readonly path: string; readonly operation: ZodOpenApiOperationObject };

/** The operations of the document, by path and method. */
export function pathsOf(rows: readonly Row[], routes: readonly Route[], examples: Examples): ZodOpenApiPathsObject {
  const failures = createFailureResponses();
  const operations = [
    ...routes.map((route) => operationOfRoute(route, failures)),
    ...rows.map((row) => operationOfRow(row, { rows, examples, failures })),
  ];
  const byPath = Map.groupBy(operations, ({ path }) => path.replaceAll(/:(\w+)/g, '{$1}'));
  return Object.fromEntries(
    [...byPath].map(([path, operations]) => [
      path,
      Object.fromEntries(operations.map(({ method, operation }) => [method, operation])),
    ]),
  );
}

/** A signed-in person needs neither on a page of the same origin. */
const SIGNED_IN = [{ bearer: [] }, { apiKey: [] }];
const ANYONE = [{}, ...SIGNED_IN];

type Parts = { readonly rows: readonly Row[]; readonly examples: Examples; readonly failures: FailureResponses };

function operationOfRow(row: Row, { rows, examples, failures }: Parts): Operation {
  const { useCase, method, path } = row;
  // An operation has one id, even if it is the second way to call a use case.
  const place = rows.filter((other) => other.useCase === useCase).indexOf(row);
  const operation: ZodOpenApiOperationObject = {
    operationId: place === 0 ? useCase.name : `${useCase.name}.${method}`,
    ...describe(useCase),
    'x-failures': useCase.failures,
    security: useCase.access.kind === 'open' ? ANYONE : SIGNED_IN,
    requestParams: { path: paramsOf(row), query: queryOf(row), ...(isRetriable(row) && { header: RETRIES }) },
    ...(row.body && { requestBody: bodyOfRow(row) }),
    responses: {
      [row.status]: answerOf(row, examples),
      ...(method === 'get' && useCase.access.kind === 'open' && NOT_MODIFIED),
      ...failures(useCase.failures),
    },
  };
  return { method, path, operation };
}

function describe({ name, summary }: Pick<UseCase, 'name' | 'summary'>) {
  return { summary, tags: [name.slice(0, name.indexOf('.'))] };
}

const isRetriable = ({ useCase }: Row): boolean => useCase.kind === 'mutation' && useCase.access.kind !== 'open';
const RETRIES = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: 'Makes a retry safe: a second request with the same key changes nothing.' }),
});
const NOT_MODIFIED = { 304: { description: 'The answer is the one that `If-None-Match` names.' } };

function paramsOf({ params, useCase }: Row): ZodOpenApiParameters['path'] {
  const fields = fieldsOf(useCase.input);
  return z.object(Object.fromEntries([...params].map(([name, field]) => [name, fields.get(field) ?? z.string()])));
}

function queryOf({ query, hasOwnEnvironment, useCase }: Row): ZodOpenApiParameters['query'] {
  return z.object(
    Object.fromEntries(
      query.map((name) => {
        const field = fieldsOf(useCase.input).get(name) ?? z.unknown();
        return [name, name === 'environment' && hasOwnEnvironment ? field.optional().meta(OWN_ENVIRONMENT) : field];
      }),
    ),
  );
}

const OWN_ENVIRONMENT = { description: 'By default the environment of the server.' };

function bodyOfRow({ body, params, query, useCase }: Row) {
  const { input, examples } = useCase;
  const fields = fieldsOf(input);
  const schema =
    body === 'all' ? input : z.strictObject(Object.fromEntries([...fields].filter(([name]) => body?.includes(name))));
  const elsewhere = new Set([...params.values(), ...query]);
  const example = Object.entries(examples[0]?.input ?? {}).filter(([name]) => !elsewhere.has(name));
  return {
    required: true,
    content: { 'application/json': { schema, example: Object.fromEntries(example) } },
  };
}

function answerOf({ useCase, answer, status }: Row, examples: Examples) {
  if (status === 204) return { description: 'Done.' };
  const example = answer ? undefined : examples.get(useCase.name);
  return {
    description: 'Done.',
    content: {
      'application/json': { schema: answer?.schema ?? useCase.output, ...(example !== undefined && { example }) },
    },
  };
}

function operationOfRoute(route: Route, failureResponses: FailureResponses): Operation {
  const { name, method, path, params, query, body, status, response, failures = [], failureBody } = route;
  const media = response ? 'application/json' : 'text/event-stream';
  const operation: ZodOpenApiOperationObject = {
    operationId: name,
    ...describe(route),
    'x-failures': failures,
    security: /^\/(api\/sync|openfeature|flagd)\//.test(path) ? SIGNED_IN : ANYONE,
    requestParams: { path: params, query },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]:
        status === 202
          ? { description: 'Accepted.' }
          : { description: 'Done.', content: { [media]: { schema: response ?? z.string() } } },
      ...(method === 'get' && response && NOT_MODIFIED),
      ...failureResponses(failures, failureBody),
    },
  };
  return { method, path, operation };
}
