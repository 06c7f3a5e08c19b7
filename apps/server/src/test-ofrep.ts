import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { TestServer } from './test-server.ts';

/** The protocol's own schemas, beside the repository. */
const DOCUMENT = fileURLToPath(new URL('../../../../shared/conformance/ofrep/openapi.relaxed.yaml', import.meta.url));
export const hasSchemas = existsSync(DOCUMENT);
if (!hasSchemas) console.warn(`The answers of OFREP are not checked against its schemas: ${DOCUMENT} does not exist.`);

const SCHEMA_OF_STATUS: Readonly<Record<'one' | 'all', Readonly<Record<number, string>>>> = {
  one: { 200: 'serverEvaluationSuccess', 400: 'evaluationFailure', 404: 'flagNotFound' },
  all: { 200: 'bulkEvaluationSuccess', 400: 'bulkEvaluationFailure' },
};

const validators = new Map<string, ValidateFunction>();
const ajv = hasSchemas ? createAjv() : undefined;

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(parse(readFileSync(DOCUMENT, 'utf8')) as object, 'ofrep');
  return ajv;
}

/** The problems that the protocol's schema finds in a body. */
function problemsOf(kind: 'one' | 'all', status: number, body: unknown): string[] {
  const name = SCHEMA_OF_STATUS[kind][status];
  if (!ajv || name === undefined) return [];
  const validate = validators.get(name) ?? ajv.compile({ $ref: `ofrep#/components/schemas/${name}` });
  validators.set(name, validate);
  return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

export type OfrepItem = {
  readonly key: string;
  readonly value?: unknown;
  readonly variant?: string;
  readonly reason?: string;
  readonly errorCode?: string;
  readonly errorDetails?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
};
type OfrepBody = OfrepItem & {
  readonly flags: readonly OfrepItem[];
  readonly eventStreams: readonly { readonly url: string }[];
};

type Asked = { readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown; readonly query?: string };

/** Sends an evaluation, of one flag if `key` names one, and checks the answer against the schemas of the protocol. */
export async function askOfrep(
  { request }: Pick<TestServer, 'request'>,
  key: string | undefined,
  context: object,
  asked: Asked = {},
) {
  const { headers = {}, body = { context }, query = '' } = asked;
  const path = `/ofrep/v1/evaluate/flags${key === undefined ? '' : `/${key}`}${query}`;
  const answer = await request(path, { method: 'POST', headers, body });
  const problems = problemsOf(key === undefined ? 'all' : 'one', answer.status, answer.body);
  if (problems.length > 0)
    throw new Error(`${path} is not valid: ${problems.join('; ')}\n${JSON.stringify(answer.body)}`);
  return { ...answer, body: answer.body as OfrepBody, etag: answer.headers.get('etag') ?? '' };
}
