/**
 * A number that loses digits. JSON allows any number of digits, JavaScript keeps about 16 and a range of 1e±308: any other
 * number would be stored as a different one.
 */
export type InexactNumber = {
  /** The place in the JSON text, like `variants.0.value.limit`; empty for the text itself. */
  readonly path: string;
  readonly digits: string;
};

const DECIMAL = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Parses a decimal number, which may lose digits; `undefined` if the text is not one. */
export function parseDecimal(text: string): number | undefined {
  const [, whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  return whole === '' && fraction === '' ? undefined : Number(text);
}

/** Whether a decimal number keeps its digits: `0.1` and `1e21` do, `9007199254740993`, `1e400` and `1e-400` do not. */
export function isExactDecimal(text: string): boolean {
  const number = parseDecimal(text);
  if (number === undefined || !Number.isFinite(number)) return false;
  return significant(text) === significant(String(number));
}

/** The error message for a number that is not exact, the same everywhere. */
export function describeInexact(digits: string): string {
  const number = Number(digits);
  const shown = digits.length > 60 ? `${digits.slice(0, 60)}… (${digits.length} characters)` : digits;
  const why = Number.isFinite(number) ? `it would become ${number}` : 'it is too large';
  return `the number ${shown} cannot be stored exactly: ${why}. Send it as text`;
}

/** The digits from the first to the last nonzero one, and the power of ten of the last. The sign never changes. */
function significant(text: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  const digits = whole + fraction;
  let start = 0;
  while (digits[start] === '0') start++;
  let end = digits.length;
  while (end > start && digits[end - 1] === '0') end--;
  return start === end
    ? '0'
    : `${digits.slice(start, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}

type Container = { key: string; index: number; readonly isArray: boolean };

/**
 * Finds the numbers in a JSON text that would lose digits when it is parsed. Scans tokens, because only newer engines give
 * a reviver of `JSON.parse` the source text. The text must be valid JSON.
 */
export function findInexactNumbers(json: string): InexactNumber[] {
  const found: InexactNumber[] = [];
  const open: Container[] = [];
  let isKey = false;
  for (const [token] of json.matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') open.push({ key: '', index: 0, isArray: token === '[' });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && inner?.isArray) inner.index++;
    else if (isKey && inner) inner.key = JSON.parse(token) as string;
    else if (isNumber(token) && !isExactDecimal(token)) found.push({ path: pathOf(open), digits: token });
    isKey = token === '{' || (token === ',' && inner?.isArray === false);
  }
  return found;
}

/** Matches strings without a branch for each character, so that a long one cannot overflow the stack. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],]|-?\d[\d.eE+-]*/g;

function isNumber(token: string): boolean {
  return token[0] === '-' || (token[0] !== undefined && token[0] >= '0' && token[0] <= '9');
}

function pathOf(open: readonly Container[]): string {
  return open.map(({ key, index, isArray }) => (isArray ? index : key)).join('.');
}
