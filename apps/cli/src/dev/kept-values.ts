import type { JsonValue } from '@burgee/contracts';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { World } from '../world.ts';
import type { Values } from './flag-board.ts';

/** The file of an application's folder with the values that were set by hand. */
const KEPT_FILE = '.burgee/dev.json';

/** Reads the values of the last run. A file that cannot be read counts as absent, with a message. */
export function readKeptValues({ folder, complain }: Pick<World, 'folder' | 'complain'>): Values {
  try {
    const stored: unknown = JSON.parse(readFileSync(join(folder, KEPT_FILE), 'utf8'));
    return new Map(Object.entries(stored as Record<string, JsonValue>));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') complain(`${KEPT_FILE} is ignored: ${message}.`);
    return new Map();
  }
}

/** Writes the values for the next run. If that fails, says so: nothing else depends on it. */
export function writeKeptValues(values: Values, { folder, complain }: Pick<World, 'folder' | 'complain'>): void {
  const file = join(folder, KEPT_FILE);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(Object.fromEntries(values), null, 2)}\n`);
    renameSync(`${file}.new`, file);
  } catch (error) {
    complain(`${KEPT_FILE} cannot be written: ${(error as Error).message}. Values end with this run.`);
  }
}
