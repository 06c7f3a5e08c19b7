/** Overrides in a page's URL, without a schema, because browsers read them. */

/** Prefix of a flag's key in a URL: `?ff_checkout=on`. */
export const DEFAULT_PARAM_PREFIX = 'ff_';
/** The parameter of a signed link. It cannot name a flag, because it lacks the prefix. */
export const LINK_PARAM = 'burgee_link';

/** An override in a URL: a boolean if the text is a word such as `on`, otherwise the text itself. */
export type ParamOverride = { readonly flagKey: string; readonly value: boolean | string; readonly text: string };

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['off', false],
]);

/** Returns `undefined` if the text is not a word for on or off. */
export function readBoolean(text: string): boolean | undefined {
  return BOOLEANS.get(text.toLowerCase());
}

/** The overrides that the parameters of a URL request (S400.8). If a flag appears twice, the last one counts. */
export function readOverrideParams(
  params: Iterable<readonly [string, string]>,
  prefix: string = DEFAULT_PARAM_PREFIX,
): ParamOverride[] {
  const found = new Map<string, string>();
  for (const [name, text] of params) {
    if (name.startsWith(prefix) && name.length > prefix.length) {
      found.set(name.slice(prefix.length), text);
    }
  }
  return [...found].map(([flagKey, text]) => ({ flagKey, value: readBoolean(text) ?? text, text }));
}
