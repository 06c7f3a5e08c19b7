import { ownValue } from '@burgee/contracts/wire';
import { formatCell } from './cell.ts';

type Row = Readonly<Record<string, unknown>>;
/** A heading and its cell: the field of that name, or what the function returns. */
type Column = readonly [heading: string, cell: string | ((row: Row) => string)];

type Kind = { readonly isKind: (row: Row) => boolean; readonly columns: readonly Column[] };

const has =
  (...fields: readonly string[]) =>
  (row: Row) =>
    fields.every((field) => Object.hasOwn(row, field));

/** The columns of the things that the API returns, recognized by their fields. */
const KINDS: readonly Kind[] = [
  {
    isKind: has('key', 'type', 'rollout', 'rules'),
    columns: [
      ['KEY', 'key'],
      ['TYPE', 'type'],
      ['STATE', ({ archived, enabled }) => (archived ? 'archived' : enabled ? 'on' : 'off')],
      ['ROLLOUT', ({ rollout }) => formatRollout(rollout)],
      ['RULES', ({ rules }) => String((rules as readonly unknown[]).length)],
      ['REVISION', 'revision'],
      ['UPDATED', 'updatedAt'],
    ],
  },
  {
    isKind: has('flagKey', 'priority', 'createdBy'),
    columns: [
      ['FLAG', 'flagKey'],
      ['TYPE', ({ type, overrideType }) => [type, overrideType].filter(Boolean).join(' ')],
      ['TARGET', 'target'],
      ['VALUE', 'value'],
      ['EXPIRES', 'expiresAt'],
      ['BY', 'createdBy'],
      ['REASON', 'reason'],
    ],
  },
  {
    isKind: has('key', 'isProduction', 'version'),
    columns: [
      ['KEY', 'key'],
      ['NAME', 'name'],
      ['PRODUCTION', 'isProduction'],
      ['SESSION OVERRIDES', 'permitsSessionOverrides'],
      ['VERSION', 'version'],
    ],
  },
  {
    isKind: has('id', 'kind', 'start', 'revokedAt'),
    columns: [
      ['ID', 'id'],
      ['KIND', 'kind'],
      ['NAME', 'name'],
      ['STARTS WITH', 'start'],
      ['ENVIRONMENT', 'environment'],
      ['ROLE', 'role'],
      ['SCOPES', 'scopes'],
      ['EXPIRES', 'expiresAt'],
      ['LAST USED', 'lastUsedAt'],
      ['REVOKED', 'revokedAt'],
    ],
  },
  {
    isKind: has('id', 'email', 'disabledAt'),
    columns: [
      ['ID', 'id'],
      ['EMAIL', 'email'],
      ['NAME', 'name'],
      ['ROLE', 'role'],
      ['DISABLED', 'disabledAt'],
      ['LAST SIGN-IN', 'lastSignInAt'],
    ],
  },
  {
    isKind: has('key', 'condition', 'revision'),
    columns: [
      ['KEY', 'key'],
      ['NAME', 'name'],
      ['DESCRIPTION', 'description'],
      ['REVISION', 'revision'],
      ['UPDATED', 'updatedAt'],
    ],
  },
];

/** Whether the API lists such things as rows. */
export function isListed(row: Row): boolean {
  return KINDS.some(({ isKind }) => isKind(row));
}

/** The columns for rows like this one. Unknown things show their fields that are not objects or lists. */
export function columnsFor(row: Row): readonly Column[] {
  const kind = KINDS.find(({ isKind }) => isKind(row));
  if (kind) return kind.columns;
  const simple = Object.keys(row).filter((field) => isSimple(ownValue(row, field)));
  return simple.map((field) => [headingOf(field), field]);
}

function isSimple(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

export function cellOf(row: Row, [, cell]: Column): string {
  return typeof cell === 'string' ? formatCell(ownValue(row, cell)) : cell(row);
}

function headingOf(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`).toUpperCase();
}

function formatRollout(rollout: unknown): string {
  const { kind, percentage } = (rollout as { schedule: { kind: string; percentage?: number } }).schedule;
  return kind === 'fixed' ? `${percentage}%` : kind;
}
