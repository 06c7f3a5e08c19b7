/**
 * The record's own value of that name. Names that every object inherits, such as `constructor`, find nothing: an
 * environment, a flag or a query parameter may have one of them.
 */
export function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  // eslint-disable-next-line burgee/own-lookup -- the one place where it is checked
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
