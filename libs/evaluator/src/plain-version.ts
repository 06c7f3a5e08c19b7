type Reference = { readonly numbers: readonly number[]; readonly prerelease: readonly string[] };

const ZERO = 48;
const NINE = 57;
const DOT = 46;
/** Number of digits that fit a double without rounding. */
const EXACT_DIGITS = 15;

/**
 * Compares a plain `1.22.333` without allocating; returns `undefined` for any other text. Most versions in contexts are
 * plain. Measured gain (ADR 0045): an evaluation with three constraints costs 139 ns instead of 229 ns.
 */
export function comparePlainVersion(text: string, reference: Reference): number | undefined {
  let position = 0;
  let order = 0;
  for (let part = 0; part < 3; part++) {
    const start = position;
    let number = 0;
    for (; position < text.length; position++) {
      const code = text.charCodeAt(position);
      if (code < ZERO || code > NINE) break;
      number = number * 10 + code - ZERO;
    }
    const digits = position - start;
    if (digits === 0 || digits > EXACT_DIGITS || (digits > 1 && text.charCodeAt(start) === ZERO)) return undefined;
    if (part < 2 && text.charCodeAt(position++) !== DOT) return undefined;
    if (order === 0) order = number - (reference.numbers[part] as number);
  }
  if (position !== text.length) return undefined;
  return order || reference.prerelease.length;
}
