/** A fenced block of a Markdown document. */
export type CodeBlock = {
  /** The first word behind the fence; empty if there is none. */
  readonly language: string;
  /** The line of the fence, from 1. */
  readonly line: number;
  readonly text: string;
};

export function codeBlocksOf(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map(({ 1: language = '', 2: text = '', index }) => ({
    language,
    line: markdown.slice(0, index).split('\n').length,
    text,
  }));
}

/** The commands of a block in `sh`, each on one line: continued lines are joined, comments are left out. */
export function commandsOf({ text }: Pick<CodeBlock, 'text'>): string[] {
  // A quoted argument may span lines.
  const joined = text.replaceAll(/\\\n\s*/g, '').replaceAll(/'[^']*'/g, (quoted) => quoted.replaceAll(/\n\s*/g, ' '));
  return joined.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
