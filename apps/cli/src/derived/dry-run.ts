import { ownValue } from '@burgee/contracts/wire';
import type { Connection } from '../options.ts';
import { formatCell } from '../output/cell.ts';
import { formatFields } from '../output/table.ts';
import type { Failing } from './problem.ts';
import type { ApiRequest } from './request.ts';
import { send } from './send.ts';
import type { Fields, UseCase } from './use-case.ts';

type Difference = { readonly field: string; readonly from: unknown; readonly to: unknown };

/** The request of a change, and the fields of an existing flag that would differ. */
export type Preview = ApiRequest & { readonly changes?: readonly Difference[] };

/** @throws Complaint if the flag does not exist or cannot be read. */
export async function previewChange(
  { useCase, request, values }: { useCase: UseCase; request: ApiRequest; values: Fields },
  connection: Connection,
  failing: Omit<Failing, 'url'>,
): Promise<Preview> {
  const wanted = wantedFields(useCase, values);
  if (!wanted) return request;
  const { environment, key } = values;
  const path = `/api/admin/flags/${encodeURIComponent(String(key))}?environment=${encodeURIComponent(String(environment))}`;
  const flag = JSON.parse(await send(connection, { method: 'GET', path }, failing)) as Fields;
  const current: Fields = { ...flag, rolloutPercentage: fixedPercentage(flag) };
  const changes = Object.entries(wanted)
    .map(([field, to]) => ({ field, from: ownValue(current, field), to }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
  return { ...request, changes };
}

/** Fields of a request that are not fields of the flag. */
const NOT_FIELDS: readonly string[] = ['environment', 'key', 'reason', 'revision'];

/** The fields of a flag after the change; `undefined` if the request alone does not tell. */
function wantedFields({ name }: UseCase, values: Fields): Fields | undefined {
  if (name === 'flags.archive') return { archived: true };
  if (name === 'flags.restore') return { archived: false };
  if (name !== 'flags.update' && name !== 'flags.setEnabled') return undefined;
  return Object.fromEntries(
    Object.entries(values).filter(([field, value]) => value !== undefined && !NOT_FIELDS.includes(field)),
  );
}

/** Rollouts over time have no fixed percentage. */
function fixedPercentage({ rollout }: Fields): unknown {
  return (rollout as { schedule: { percentage?: number } }).schedule.percentage ?? null;
}

/** The preview for a person. */
export function formatPreview({ method, path, body, changes }: Preview): string {
  const request = [`${method} ${path}`, ...(body ? [JSON.stringify(body)] : [])].join('\n');
  if (!changes) return request;
  if (changes.length === 0) return `${request}\n\nNo field would differ.`;
  const lines = changes.map(({ field, from, to }) => [field, `${formatCell(from)} -> ${formatCell(to)}`] as const);
  return `${request}\n\n${formatFields(lines)}`;
}
