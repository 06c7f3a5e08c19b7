import type { RestRow, UseCase } from '@burgee/api';
import { z } from 'zod';

/** A use case as REST spells it, for mounting and for documentation. */
export type Row = {
  readonly useCase: UseCase;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: string;
  /** The input field of each parameter of the path. */
  readonly params: ReadonlyMap<string, string>;
  /** The input fields in the query. */
  readonly query: readonly string[];
  /** The input fields in the body. `undefined` without a body; `all` if the body alone is the input. */
  readonly body: readonly string[] | 'all' | undefined;
  /** Whether the environment is the server's own unless the query names one. */
  readonly hasOwnEnvironment: boolean;
  readonly status: 200 | 201 | 204;
  readonly answer: RestRow['answer'];
};

/** The rows of a table of use cases, in its order. */
export function rowsOf(useCases: readonly UseCase[]): Row[] {
  return useCases.flatMap((useCase) => useCase.rest.map((row) => rowOf(useCase, row)));
}

function rowOf(useCase: UseCase, { route, status, hasNoBody = false, answer }: RestRow): Row {
  const [verb = '', path = ''] = route.split(' ');
  const method = verb.toLowerCase() as Row['method'];
  const fields = fieldsOf(useCase.input);
  const params = new Map([...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, fieldOf(name, fields)]));
  const inPath = [...params.values()];
  const others = [...fields.keys()].filter((field) => !inPath.includes(field));
  const isBodyless = hasNoBody || method === 'get' || method === 'delete';
  const isInQuery = (field: string) => isBodyless || field === 'environment';
  return {
    ...{ useCase, method, path, params, answer },
    query: others.filter(isInQuery),
    body: isBodyless ? undefined : isObject(useCase.input) ? others.filter((field) => !isInQuery(field)) : 'all',
    hasOwnEnvironment: others.includes('environment') && !fields.get('environment')?.safeParse(undefined).success,
    status: status ?? (useCase.output instanceof z.ZodVoid ? 204 : 200),
  };
}

/** The fields of an input; none if it takes none, or if its fields depend on another field. */
export function fieldsOf(input: z.ZodType): ReadonlyMap<string, z.ZodType> {
  return new Map(isObject(input) ? Object.entries(input.shape) : []);
}

function isObject(input: z.ZodType): input is z.ZodObject<Record<string, z.ZodType>> {
  return input instanceof z.ZodObject;
}

/** A path says `:flagKey` for clarity, where the input of a flag says `key`. */
function fieldOf(param: string, fields: ReadonlyMap<string, unknown>): string {
  if (fields.has(param)) return param;
  return param.endsWith('Id') ? 'id' : 'key';
}
