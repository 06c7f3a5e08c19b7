import { FlagKey } from '@burgee/contracts';
import { unwatchFile, watchFile } from 'node:fs';
import { readText } from '../types/files.ts';
import { formatCount } from '../types/format-count.ts';
import { readDeclaration } from '../types/read-declaration.ts';
import { visibleText } from '../visible-text.ts';
import { Complaint, STATUS, type World } from '../world.ts';
import type { FlagBoard } from './flag-board.ts';

/** A look at the file costs a few microseconds. Watching by events misses changes on shared folders of containers. */
const LOOK_EVERY_MS = 200;

type Served = {
  /** The declaration, as the user names it. */
  readonly file: string;
  readonly path: string;
  readonly board: FlagBoard;
};

/** Puts the declared flags on the board. @throws Complaint if the file cannot be read. */
export async function serveDeclaration({ file, path, board }: Served): Promise<void> {
  const { flags } = readDeclaration(await readText(path, file), file);
  for (const { key, line } of flags) {
    const problem = FlagKey.safeParse(key).error?.issues[0]?.message;
    if (problem) throw new Complaint(`${file}:${line} "${key}" cannot be the key of a flag: ${problem}.`, STATUS.usage);
  }
  board.declare(flags);
}

/**
 * Serves the file again whenever it changes. If it cannot be read then, the flags that were read last stay, and the person
 * and the page learn why. Returns a function that stops it.
 */
export function followDeclaration(served: Served, { complain }: Pick<World, 'complain'>): () => void {
  const { file, path, board } = served;
  let reading = Promise.resolve();

  async function read(): Promise<void> {
    try {
      await serveDeclaration(served);
      complain(`${file} changed: ${formatCount(board.flags().length, 'flag')}.`);
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      const problem = visibleText(error.message);
      board.report(problem);
      complain(`${problem} The flags that were read last stay.`);
    }
  }

  // One at a time, so that the latest text is served last.
  const onChange = () => {
    reading = reading.then(read);
  };
  watchFile(path, { interval: LOOK_EVERY_MS }, onChange);
  return () => unwatchFile(path, onChange);
}
