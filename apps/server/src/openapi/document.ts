import { ClaimedContext, EvaluationContext, JsonValue } from '@burgee/contracts';
import { createDocument, type CreateDocumentOptions } from 'zod-openapi';
import type { Route } from '../rest/route.ts';
import type { Row } from '../rest/rows.ts';
import { type Examples, pathsOf } from './operations.ts';
import { SCHEMA_NAMES } from './schema-names.ts';

type DocumentParts = {
  readonly rows: readonly Row[];
  readonly routes: readonly Route[];
  readonly examples: Examples;
  /** The version of the server. */
  readonly version: string;
  /** The path under which browsers see the whole server, or empty. */
  readonly base: string;
};

export type OpenApiDocument = ReturnType<typeof createDocument>;

/** Describes the HTTP API in OpenAPI 3.1, derived from the table of use cases and the schemas of the contracts. */
export function createOpenApiDocument({ rows, routes, examples, version, base }: DocumentParts): OpenApiDocument {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Burgee',
        version,
        description: DESCRIPTION,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: base || '/' }],
      paths: pathsOf(rows, routes, examples),
      components: {
        schemas: SCHEMA_NAMES,
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'An API key or an access token.' },
          apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' },
        },
      },
    },
    OPTIONS,
  );
}

const DESCRIPTION =
  'Evaluates feature flags and administers them. A failure is a problem (RFC 9457) with a stable `code`, a title that ' +
  'states the cause, and a hint that says what to do. `?environment=` defaults to the environment of the server.';

/** Schemas whose check is a function need a description of their own. */
const OPTIONS: CreateDocumentOptions = {
  allowEmptySchema: { custom: true, default: true },
  override: overrideJsonSchema,
};

type Overridden = {
  readonly zodSchema: unknown;
  readonly jsonSchema: { anyOf?: unknown; format?: unknown; pattern?: unknown };
};

/** Describes schemas that JSON Schema would describe badly. */
export function overrideJsonSchema({ zodSchema, jsonSchema }: Overridden): void {
  if (zodSchema === ClaimedContext || zodSchema === EvaluationContext) {
    Object.assign(jsonSchema, { type: 'object', additionalProperties: true, description: CONTEXT });
  }
  if (zodSchema === JsonValue) {
    // Generators of types do not know what to make of a union that contains itself.
    delete jsonSchema.anyOf;
    Object.assign(jsonSchema, { type: JSON_TYPES, description: 'Any JSON value.' });
  }
  // The format says it in fewer words.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}

const JSON_TYPES = ['string', 'number', 'boolean', 'null', 'array', 'object'];
const CONTEXT =
  'Attributes of the user, such as `userId` and `plan`: text, numbers, booleans, dates as text, and lists.';
