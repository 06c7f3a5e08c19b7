/**
 * URLs hold plain text, such as `?env=production&search=42`, instead of TanStack Router's JSON, so that links can be
 * written by hand. Schemas of search params parse text: numbers by `z.coerce.number()`, booleans by `z.stringbool()`.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}
