import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

type Terminal = { readonly stdin: NodeJS.ReadStream; readonly stderr: NodeJS.WriteStream };

/** Asks on stderr, because stdout is for results. A secret is not echoed. Returns no text if the input ends. */
export async function askPerson(
  question: string,
  { isSecret }: { readonly isSecret: boolean } = { isSecret: false },
  { stdin, stderr }: Terminal,
): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (isSecret) stderr.write(question);
  const lines = createInterface({ input: stdin, output: isSecret ? silent : stderr, terminal: true });
  try {
    const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return await Promise.race([lines.question(isSecret ? '' : question), ended]);
  } finally {
    lines.close();
    if (isSecret) stderr.write('\n');
  }
}
