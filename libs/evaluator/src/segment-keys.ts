/** The segments that stored rules or a stored condition name. Accepts any value: a row may be broken by hand. */
export function segmentKeysIn(stored: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const open: unknown[] = [stored];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    if ('segment' in value && typeof value.segment === 'string') found.add(value.segment);
    open.push(...(Object.values(value) as unknown[]));
  }
  return found;
}

/** The given segments and, transitively, those whose conditions name one of them. */
export function segmentsUsing(
  keys: Iterable<string>,
  segments: readonly { readonly key: string; readonly condition: unknown }[],
): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const segment of segments) {
    for (const used of segmentKeysIn(segment?.condition)) {
      const others = users.get(used);
      if (others) others.push(segment.key);
      else users.set(used, [segment.key]);
    }
  }
  const found = new Set(keys);
  // Iterating over a set also visits elements that are added during the iteration.
  for (const key of found) for (const user of users.get(key) ?? []) found.add(user);
  return found;
}
