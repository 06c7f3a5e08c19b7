/** What is wrong with a field, by its path, or with anything in it. */
export function problemAt(problems: ReadonlyMap<string, string>, path: string): string | undefined {
  const exact = problems.get(path);
  if (exact !== undefined) return exact;
  for (const [at, message] of problems) if (at.startsWith(`${path}.`)) return message;
  return undefined;
}
