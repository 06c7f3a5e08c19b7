import type { Run } from './world.ts';

/** A change of a command. */
type Change = {
  readonly replace?: readonly [from: string, to: string];
  readonly add?: string;
};

/** Writes the command that was run, for a shell. Secrets are left out. */
export function commandAgain({ args }: Pick<Run, 'args'>, { replace, add }: Change = {}): string {
  const words = args.map((word, index) => {
    if (/^--(key|token|with-token|unleash-token)$/.test(args[index - 1] ?? '')) return '...';
    if (/^--(key|token|with-token|unleash-token)=/.test(word)) return word.replace(/=.*/s, '=...');
    return quoteWord(replace ? replaceWord(word, replace) : word);
  });
  return ['burgee', ...words, ...(add === undefined ? [] : [add])].join(' ');
}

/** An option and its value may be one word. */
function replaceWord(word: string, [from, to]: readonly [string, string]): string {
  if (word === from) return to;
  if (word.startsWith(`${from}=`)) return `${to}${word.slice(from.length)}`;
  return word.startsWith('-') && word.endsWith(`=${from}`) ? `${word.slice(0, -from.length)}${to}` : word;
}

/** Quotes a word for a POSIX shell if that is needed. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
