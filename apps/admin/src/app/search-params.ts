/**
 * Addresses hold plain text: `?env=production&search=42`, where TanStack Router would write JSON. So schemas of search
 * params read text, numbers by `z.coerce.number()` and booleans by `z.stringbool()`, and links can be written by hand.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text && `?${text}`;
}
