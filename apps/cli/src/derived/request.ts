import { ownValue } from '@burgee/contracts/wire';
import { Complaint, STATUS } from '../world.ts';
import type { Fields, UseCase } from './use-case.ts';

/** A request to the REST API. */
export type ApiRequest = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body?: Fields;
  /** How long to wait for the answer, if longer than for others. */
  readonly timeoutMs?: number;
};

/** Spells a use case with these fields. @throws Complaint if a field cannot be in a path. */
export function requestOf({ method, path, fields }: UseCase, values: Fields): ApiRequest {
  const given = fields.filter(({ name }) => ownValue(values, name) !== undefined);
  const params = new Map(given.map(({ param, name }) => [param, String(ownValue(values, name))]));
  const query = given.flatMap(({ in: place, name }) =>
    place === 'query' ? queryOf(name, ownValue(values, name)) : [],
  );
  const inBody = given
    .filter((field) => field.in === 'body')
    .map(({ name }) => [name, ownValue(values, name)] as const);
  const filled = path.replaceAll(/:(\w+)/g, (_, param: string) => segmentOf(params.get(param) ?? ''));
  return {
    method,
    path: query.length > 0 ? `${filled}?${query.join('&')}` : filled,
    ...(fields.some((field) => field.in === 'body') && { body: Object.fromEntries(inBody) }),
  };
}

function queryOf(name: string, value: unknown): string[] {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.map((one) => `${name}=${encodeURIComponent(String(one))}`);
}

/** URLs resolve these even if they are encoded, which would call another route. */
function segmentOf(text: string): string {
  if (!['', '.', '..'].includes(text)) return encodeURIComponent(text);
  throw new Complaint(`"${text}" cannot be part of a path. Use another id.`, STATUS.usage);
}
