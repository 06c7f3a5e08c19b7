import { describeInexact, findInexactNumbers, type JsonValue, MAX_FILE_BYTES } from '@burgee/contracts';
import { formatNumber } from '../../ui/format/numbers.ts';

export type ExportJson = Record<string, JsonValue>;

export type ReadDocument = { readonly json: ExportJson } | { readonly problem: string };

/** Reads the text of an export. The server decides whether it is one of Unleash. */
export function readDocument(text: string): ReadDocument {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { problem: NOT_JSON };
  // The numbers that are sent would differ from those in the file.
  const [inexact] = findInexactNumbers(text);
  if (inexact) return { problem: `${inexact.path}: ${describeInexact(inexact.digits)}` };
  const bytes = new TextEncoder().encode(JSON.stringify(json)).length;
  return bytes > MAX_FILE_BYTES ? { problem: tooLarge(bytes) } : { json };
}

const NOT_JSON = 'This is not an export of Unleash: it must be a JSON object. Export the flags again.';

function tooLarge(bytes: number): string {
  const [size, limit] = [bytes, MAX_FILE_BYTES].map((count) => formatNumber(Math.ceil(count / 100_000) / 10));
  return `The export has ${size} MB, and an import at most ${limit} MB. Export fewer features, such as those of one project.`;
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
