/** How large, deep and many things from elsewhere may be: the server refuses more, and clients neither send nor take it. */

/** Of a body that is sent to the server, unless its settings say otherwise. */
export const MAX_BODY_BYTES = 1_000_000;

/** Of a body: how many arrays and objects may stand inside one another. */
export const MAX_DEPTH = 32;

/** Of an answer. Many flags with large values are more than one person ever sends at once. */
export const MAX_ANSWER_BYTES = 32_000_000;

/** Of an answer: it wraps what was sent. */
export const MAX_ANSWER_DEPTH = 2 * MAX_DEPTH;

/** Of a context. */
export const MAX_ATTRIBUTES = 1_000;

/** The depth of a context, itself included: the request body is one level around it. */
export const MAX_CONTEXT_DEPTH = MAX_DEPTH - 1;

/** Whether arrays and objects stand inside one another more than `max` times. Level by level, so that no depth overflows the stack. */
export function isDeeperThan(value: unknown, max: number): boolean {
  let level = [value].filter(isNested);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === max) return true;
    level = level.flatMap((inner): unknown[] => Object.values(inner)).filter(isNested);
  }
  return false;
}

/** Why a context that is JSON is not valid all the same, as a sentence; `undefined` where it is. */
export function problemOfShape(context: object): string | undefined {
  const count = Object.keys(context).length;
  if (count > MAX_ATTRIBUTES) return `The context has ${count} attributes; at most ${MAX_ATTRIBUTES} are sent.`;
  if (!isDeeperThan(context, MAX_CONTEXT_DEPTH)) return undefined;
  return `The context nests deeper than ${MAX_CONTEXT_DEPTH} levels.`;
}

/** Why the server would refuse a normalized context, as a sentence; `undefined` where it would take it. */
export function problemOfContext(context: object): string | undefined {
  const problem = problemOfShape(context);
  if (problem !== undefined) return problem;
  const bytes = bytesOf(JSON.stringify(context));
  return bytes > MAX_BODY_BYTES ? `The context has ${bytes} bytes; at most ${MAX_BODY_BYTES} are sent.` : undefined;
}

/** In UTF-8, without anything that only some platforms have. */
function bytesOf(text: string): number {
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
