import { type Fill, type Group, isList, join, type Layout, line } from './layout.ts';
import { textWidth } from './text-width.ts';

type Mode = 'flat' | 'broken';
type Command = { readonly indent: number; readonly mode: Mode; readonly layout: Layout };

const TAB_WIDTH = 2;

type RenderOptions = {
  readonly width: number;
  /** The column at which the text begins, and the least indentation of its other lines. */
  readonly indent: number;
};

/** Breaks the lines of a layout so that they fit into `width` columns, where that is possible. */
export function renderLayout(layout: Layout, { width, indent }: RenderOptions): string {
  const commands: Command[] = [{ indent, mode: 'broken', layout }];
  const broken = new Set<Group>();
  const texts: string[] = [];
  let column = indent;

  function printGroup({ indent, mode, layout: group }: Command & { readonly layout: Group }): void {
    const states = [group.content, ...(group.wider ?? [])];
    const inMode = (mode: Mode, layout: Layout): Command => ({ indent, mode, layout });
    const flat = states.map((state) => inMode('flat', state));
    const isFlat = mode === 'flat' && !group.isBroken;
    const chosen = isFlat
      ? inMode('flat', group.content)
      : ((group.isBroken ? undefined : flat.find((state) => isFitting(state, commands, width - column))) ??
        inMode('broken', states.at(-1) ?? ''));
    commands.push(chosen);
    if (chosen.mode === 'broken') broken.add(group);
  }

  function printFill({ indent, mode, layout: { words } }: Command & { readonly layout: Fill }): void {
    if (mode === 'flat') return printText(words.join(', '));
    for (const [index, word] of words.entries()) {
      const isFirst = index === 0;
      if (!isFirst && column + word.length + 2 > width) breakLine(indent);
      else if (!isFirst) printText(' ');
      printText(`${word},`);
    }
  }

  function printText(added: string): void {
    texts.push(added);
    column += textWidth(added);
  }

  function breakLine(indent: number): void {
    // A union that is broken leaves a space behind its colon.
    texts.push(texts.pop()?.trimEnd() ?? '', `\n${' '.repeat(indent)}`);
    column = indent;
  }

  function print(command: Command): void {
    const { indent, mode, layout } = command;
    if (typeof layout === 'string') printText(layout);
    else if (isList(layout)) commands.push(...layout.map((layout) => ({ indent, mode, layout })).reverse());
    else if (layout.kind === 'group') printGroup({ ...command, layout });
    else if (layout.kind === 'fill') printFill({ ...command, layout });
    else if (layout.kind === 'ifBroken') printText(mode === 'broken' ? layout.text : '');
    else if (layout.kind === 'indent') {
      const isIndented = !layout.onlyIf || broken.has(layout.onlyIf);
      commands.push({ indent: indent + (isIndented ? TAB_WIDTH : 0), mode, layout: layout.content });
    } else if (mode === 'flat') printText(layout.flat);
    else breakLine(indent);
  }

  for (let next = commands.pop(); next; next = commands.pop()) print(next);
  return texts.join('');
}

/** Whether the text up to the next possible break fits, even if that break is in `rest`. */
function isFitting(next: Command, rest: readonly Command[], room: number): boolean {
  const commands: Pick<Command, 'mode' | 'layout'>[] = [next];
  let left = room;
  for (let index = rest.length; left >= 0;) {
    const command = commands.pop() ?? rest[--index];
    if (!command) return true;
    const { mode, layout } = command;
    if (typeof layout === 'string') left -= textWidth(layout);
    else if (isList(layout)) commands.push(...layout.map((layout) => ({ mode, layout })).reverse());
    else if (layout.kind === 'line') {
      if (mode === 'broken') return true;
      left -= layout.flat.length;
    } else if (layout.kind === 'ifBroken') left -= mode === 'broken' ? textWidth(layout.text) : 0;
    else if (layout.kind === 'fill') commands.push({ mode, layout: join([',', line], layout.words) });
    else if (layout.kind === 'indent') commands.push({ mode, layout: layout.content });
    else {
      const isBroken = layout.isBroken || mode === 'broken';
      const content = isBroken ? (layout.wider?.at(-1) ?? layout.content) : layout.content;
      commands.push({ mode: isBroken ? 'broken' : 'flat', layout: content });
    }
  }
  return false;
}
