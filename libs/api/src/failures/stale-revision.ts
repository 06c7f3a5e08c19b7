import { DomainError, isSameJson, type JsonValue } from '@burgee/contracts';

/** Lists the edited fields whose current value differs from the editor's. */
export function staleRevision(yours: number, wanted: object, current: { revision: number }): DomainError {
  const now = new Map(Object.entries(current));
  const differences = Object.entries(wanted)
    .filter(([field, value]) => field !== 'revision' && now.has(field) && !isSameJson(value, now.get(field)))
    .map(([field, value]) => ({ field, yours: value as JsonValue, current: now.get(field) as JsonValue }));
  return new DomainError({ code: 'STALE_REVISION', yours, current: current.revision, differences });
}
