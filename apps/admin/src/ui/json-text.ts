import type { JsonValue } from '@burgee/contracts';

const WIDTH = 64;

/** Readable JSON: an object or list that fits on one line stays on one line. */
export function jsonText(value: JsonValue, indent = ''): string {
  const line = JSON.stringify(value, null, 1).replace(/\s*\n\s*/g, ' ');
  if (typeof value !== 'object' || value === null || indent.length + line.length <= WIDTH) return line;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => jsonText(item, deeper))
    : Object.entries(value).map(([name, held]) => `${JSON.stringify(name)}: ${jsonText(held, deeper)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${parts.map((part) => deeper + part).join(',\n')}\n${indent}${close}`;
}
