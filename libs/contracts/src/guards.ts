/** Limits on external values: the server rejects values beyond them, and clients neither send nor accept such values. */

/** Maximum size of a request body, unless the server's settings change it. */
export const MAX_BODY_BYTES = 1_000_000;

/** Maximum number of nested arrays and objects in a request body. */
export const MAX_DEPTH = 32;

/** The same for a body with a file: its flags nest three levels deeper than one flag in a body of its own. */
export const MAX_FILE_DEPTH = MAX_DEPTH + 3;

/** Maximum size of an answer. It is larger than a request, because it may contain many flags with large values. */
export const MAX_ANSWER_BYTES = 32_000_000;

/** Maximum depth of an answer, which wraps values that were sent in requests. */
export const MAX_ANSWER_DEPTH = 2 * MAX_DEPTH;

/** Maximum number of attributes in a context. */
export const MAX_ATTRIBUTES = 1_000;

/** Maximum depth of a context, itself included. The request body adds one level. */
export const MAX_CONTEXT_DEPTH = MAX_DEPTH - 1;

/** Whether arrays and objects nest deeper than `max` levels. Works level by level, so that no depth overflows the stack. */
export function isDeeperThan(value: unknown, max: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === max) return true;
    level = level.flatMap((inner): unknown[] => Object.values(inner)).filter(isNested);
  }
  return false;
}

/** Why a context is too large or too deep, as a sentence; `undefined` if it is neither. */
export function problemOfShape(context: object): string | undefined {
  const count = Object.keys(context).length;
  if (count > MAX_ATTRIBUTES) return `The context has ${count} attributes; at most ${MAX_ATTRIBUTES} are allowed.`;
  if (!isDeeperThan(context, MAX_CONTEXT_DEPTH)) return undefined;
  return `The context nests deeper than ${MAX_CONTEXT_DEPTH} levels.`;
}

/** Why the server would reject a normalized context, as a sentence; `undefined` if it would not. */
export function problemOfContext(context: object): string | undefined {
  const problem = problemOfShape(context);
  if (problem !== undefined) return problem;
  const bytes = utf8Length(JSON.stringify(context));
  return bytes > MAX_BODY_BYTES ? `The context has ${bytes} bytes; at most ${MAX_BODY_BYTES} are allowed.` : undefined;
}

/** Length in UTF-8. Avoids `TextEncoder` and `Buffer`, which some platforms lack. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
