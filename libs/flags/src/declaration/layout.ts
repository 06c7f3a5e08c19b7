/**
 * Text with places where lines may break. `renderLayout` chooses the breaks by the algorithm of Prettier, so that the
 * result is text that Prettier would not change.
 *
 * Source: the commands of https://github.com/prettier/prettier/blob/main/commands.md, of which this is a small part.
 */
export type Layout = string | readonly Layout[] | Line | Indent | Group | Fill | IfBroken;

/** A space, or with `flat: ''` nothing, unless the line breaks there. */
export type Line = { readonly kind: 'line'; readonly flat: '' | ' ' };
/** `onlyIf`: indents only if that group is broken. */
export type Indent = { readonly kind: 'indent'; readonly content: Layout; readonly onlyIf?: Group };
/** Its lines break all or not at all. */
export type Group = {
  readonly kind: 'group';
  readonly content: Layout;
  readonly isBroken: boolean;
  /** Other ways to arrange the content, from the shortest to the longest. */
  readonly wider?: readonly Layout[];
};
/** A list of short words, with commas. If its group is broken, each line has as many words as fit. */
export type Fill = { readonly kind: 'fill'; readonly words: readonly string[] };
export type IfBroken = { readonly kind: 'ifBroken'; readonly text: string };

export const line: Line = { kind: 'line', flat: ' ' };
export const softLine: Line = { kind: 'line', flat: '' };

export function indent(content: Layout, onlyIf?: Group): Indent {
  return { kind: 'indent', content, ...(onlyIf && { onlyIf }) };
}

export function group(content: Layout, isBroken = false): Group {
  return { kind: 'group', content, isBroken: isBroken || mustBreak(content) };
}

/** The first of the ways to arrange some content that fits. A group inside that must break does not exclude a way. */
export function firstFitting(content: Layout, ...wider: readonly Layout[]): Group {
  return { kind: 'group', content, isBroken: false, wider };
}

/** Text that is present only if the surrounding group is broken. */
export function ifBroken(text: string): IfBroken {
  return { kind: 'ifBroken', text };
}

export function join(separator: Layout, items: readonly Layout[]): Layout[] {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

/** Whether a group inside is broken in any case, which breaks the groups around it. */
export function mustBreak(layout: Layout): boolean {
  if (typeof layout === 'string') return false;
  if (isList(layout)) return layout.some(mustBreak);
  if (layout.kind === 'group') return layout.isBroken || mustBreak(layout.content);
  return layout.kind === 'indent' && mustBreak(layout.content);
}

export function isList(layout: Exclude<Layout, string>): layout is readonly Layout[] {
  return Array.isArray(layout);
}
