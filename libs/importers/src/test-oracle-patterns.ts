/** The part of the oracle that evaluates RE2 patterns, by translating them to JavaScript's syntax. */
export function findsPattern(pattern: string, text: string, ignoresCase: boolean): boolean {
  // JavaScript has lookarounds and backreferences; RE2 does not.
  if (/\(\?<?[=!]|\\[1-9]/.test(pattern)) return false;
  try {
    return new RegExp(inJavaScript(ignoresCase ? `(?i)${pattern}` : pattern), 'u').test(text);
  } catch {
    return false;
  }
}

const CLASSES: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: '0-9A-Za-z',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t\\n\\v\\f\\r ',
  punct: '!-\\/:-@\\[-`\\{-~',
};

const TOKEN = /\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]])*\]|\(\?[ims-]+\)|\(|\)|\||[^]/gu;

/** In RE2, flags in the middle of a group apply to its end, across alternatives; JavaScript has them only for groups. */
function inJavaScript(pattern: string): string {
  const groups: string[][] = [[]];
  const flags = () => groups.at(-1) as string[];
  const closed = (opened: string[] | undefined) => ')'.repeat(opened?.length ?? 0);
  const tokens = (pattern.match(TOKEN) ?? []).map((token) => {
    if (/^\(\?[ims-]+\)$/.test(token)) {
      flags().push(`${token.slice(0, -1)}:`);
      return flags().at(-1);
    }
    if (token === '|') return `${closed(flags())}|${flags().join('')}`;
    if (token === '(') groups.push([]);
    if (token === ')') return `${closed(groups.pop())})`;
    return token.startsWith('[') ? token.replace(/\[:(\w+):\]/g, (_all, name: string) => CLASSES[name] ?? '[') : token;
  });
  return tokens.join('') + closed(groups[0]);
}
