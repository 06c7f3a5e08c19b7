import type { FlagContext } from '@burgee/flags';

type Read = { readonly context: FlagContext } | { readonly problem: string };

/** Parses a typed context, or describes the problem with it. */
export function readContext(userId: string, attributes: string): Read {
  const read = readJson(attributes.trim() || '{}');
  if (typeof read !== 'object' || read === null || Array.isArray(read)) {
    return { problem: 'This is not a JSON object, such as {"plan": "pro"}.' };
  }
  const wrong = Object.entries(read).find(([, value]) => !isAttribute(value));
  if (wrong) return { problem: `"${wrong[0]}" must be text, a number, true, false, null, or a list of texts.` };
  const id = userId.trim();
  return { context: { ...read, ...(id && { userId: id }) } };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAttribute(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string');
  return value === null || typeof value !== 'object';
}
