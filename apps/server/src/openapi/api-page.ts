import type { OpenApiDocument } from './document.ts';
import { documentedProblems } from './problems.ts';

type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly 'x-failures': readonly string[];
};

type Listed = Operation & { readonly method: string; readonly path: string };

/** Writes `docs/api.md`: every operation and every failure code of the document. */
export function writeApiPage(document: OpenApiDocument): string {
  const groups = Map.groupBy(operationsOf(document), ({ tags }) => tags[0] ?? '');
  const parts = [...groups].map(([group, operations]) => [`## ${group}`, ...operations.map(describe)].join('\n\n'));
  return `${[INTRODUCTION, ...parts, '## Problems', PROBLEMS, ...documentedProblems().map(describeProblem)].join('\n\n')}\n`;
}

const INTRODUCTION = `# HTTP API

Generated from the table of use cases: \`npx vitest run src/openapi --update\` in \`apps/server\` writes this page. A started server
has the same as a page at \`/api/docs\`, and as OpenAPI 3.1 at \`/api/openapi.json\`.

Send an API key as \`X-API-Key\`, or a token as \`Authorization: Bearer\`. \`?environment=\` is the server's own environment by
default. Changes accept an \`Idempotency-Key\`, which makes a retry safe.`;

const PROBLEMS = `A request that fails is answered with a problem (RFC 9457): \`{ type, title, status, code, hint, details?, requestId }\`.
Every operation can also fail with \`VALIDATION_FAILED\`, \`UNAUTHENTICATED\`, \`FORBIDDEN\`, \`TOKEN_SCOPE\`, \`RATE_LIMITED\` and the
other codes that concern every request.`;

function operationsOf({ paths = {} }: OpenApiDocument): Listed[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  );
}

function describe(operation: Listed): string {
  const { operationId, method, path, summary, parameters = [], requestBody } = operation;
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => `\`${name}\``);
  const example = requestBody?.content['application/json']?.example;
  const failures = operation['x-failures'];
  return [
    `### ${operationId}\n\n\`${method} ${path}\``,
    `${summary}.`,
    query.length > 0 && `Query: ${query.join(', ')}.`,
    example !== undefined && `\`\`\`json\n${JSON.stringify(example, undefined, 2)}\n\`\`\``,
    failures.length > 0 && `Fails with ${failures.map((code) => `\`${code}\``).join(', ')}.`,
  ]
    .filter((part) => part !== false)
    .join('\n\n');
}

function describeProblem({ code, status, title, hint }: ReturnType<typeof documentedProblems>[number]): string {
  return `### ${code}\n\nStatus ${status}. For example: "${title}" ${hint}`;
}
