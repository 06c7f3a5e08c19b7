type Keyed = { readonly key: string };

/** By code units, as the database orders keys with the collation "C". */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The index of a key; -1 if it is absent. Searches in halves, and if the list is not in the order of keys, all of it. */
export function indexOfKey(list: readonly Keyed[], key: string): number {
  let [low, high] = [0, list.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compareText(list[middle]?.key ?? '', key);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return list.findIndex((one) => one?.key === key);
}

/** A list after a change, with the elements that it has no longer and those that are new. */
export type ChangedList<T> = { readonly list: T[]; readonly gone: readonly T[]; readonly added: readonly T[] };

/** A list with other elements under some keys. Elements with new keys are added in the order of keys. */
export function applyToList<T extends Keyed>(
  held: readonly T[],
  { put, delete: deleted }: { readonly put: readonly T[]; readonly delete: readonly string[] },
): ChangedList<T> {
  if (put.length + deleted.length === 0) return { list: held as T[], gone: [], added: [] };
  const keys = new Set(deleted);
  const gone = keys.size > 0 ? held.filter((one) => keys.has(one?.key)) : [];
  const list = keys.size > 0 ? held.filter((one) => !keys.has(one?.key)) : held.slice();
  const withNewKeys: T[] = [];
  for (const one of put) {
    const index = indexOfKey(list, one.key);
    if (index < 0) withNewKeys.push(one);
    else {
      gone.push(list[index] as T);
      list[index] = one;
    }
  }
  if (withNewKeys.length === 0) return { list, gone, added: put };
  const sorted = [...list, ...withNewKeys].sort((one, other) => compareText(one?.key, other?.key));
  return { list: sorted, gone, added: put };
}
