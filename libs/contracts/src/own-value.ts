/**
 * The record's own value of that name. An inherited name, such as `constructor`, returns `undefined`: an environment, a flag
 * or a query parameter may have such a name.
 */
export function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  // eslint-disable-next-line burgee/own-lookup -- the only place that checks ownership
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
