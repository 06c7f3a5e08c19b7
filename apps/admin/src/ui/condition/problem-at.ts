/** The problem of the field at a path, or else of anything inside it. */
export function problemAt(problems: ReadonlyMap<string, string>, path: string): string | undefined {
  const exact = problems.get(path);
  if (exact !== undefined) return exact;
  for (const [at, message] of problems) if (at.startsWith(`${path}.`)) return message;
  return undefined;
}
