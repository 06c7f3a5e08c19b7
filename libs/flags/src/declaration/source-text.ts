/** Text as it is written in TypeScript. */

/**
 * Characters that are invisible, or that change how the text around them is shown: written as escapes, so that nobody can
 * hide anything in generated code. A joiner is visible inside a pictograph.
 */
const HIDDEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const IDENTIFIER = /^[$_\p{ID_Start}][$\p{ID_Continue}]*$/u;

/** Quotes text with the quotes that need fewer escapes, and prefers single quotes. */
export function quoteText(text: string): string {
  const quote = countOf(text, "'") > countOf(text, '"') ? '"' : "'";
  const escaped = text.replaceAll(/[\\'"]/g, (character) =>
    character === '\\' || character === quote ? `\\${character}` : character,
  );
  return `${quote}${escaped.replaceAll(HIDDEN, escapeCharacter)}${quote}`;
}

function countOf(text: string, character: string): number {
  return text.split(character).length - 1;
}

function escapeCharacter(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
  if (short) return short;
  // In units of UTF-16, so that half of a pair can be written as well.
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** The name of a property in a type, where `__proto__` is a name like any other. */
export function quoteName(name: string): string {
  // Not every tool knows the letters beyond the first plane.
  return IDENTIFIER.test(name) && !/[\ud800-\udfff]/.test(name) ? name : quoteText(name);
}

/** The name of a property in an object, where a plain `__proto__` would set the prototype. */
export function quoteKey(name: string): string {
  return name === '__proto__' ? "['__proto__']" : quoteName(name);
}

/** A doc comment. Its text cannot end it, or add tags such as `@deprecated`. */
export function docComment(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) =>
    line
      .replaceAll(HIDDEN, '\ufffd')
      .replaceAll('*/', '*\\/')
      .replace(/^(\s*)@/, '$1\\@')
      .trimEnd(),
  );
  while (lines.at(-1) === '') lines.pop();
  while (lines[0] === '') lines.shift();
  const [first] = lines;
  if (first === undefined) return [];
  if (lines.length === 1) return [`/** ${first.trimStart()} */`];
  return ['/**', ...lines.map((line) => ` * ${line}`.trimEnd()), ' */'];
}
