import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The first declaration that exists. A new one is next to the rest of the code. */
export function defaultFile(folder: string): string {
  const existing = ['flags.ts', 'src/flags.ts'].find((place) => existsSync(join(folder, place)));
  if (existing) return existing;
  const hasSources = statSync(join(folder, 'src'), { throwIfNoEntry: false })?.isDirectory() ?? false;
  return hasSources ? 'src/flags.ts' : 'flags.ts';
}

/** The declaration to read, which may be JavaScript. */
export function existingDeclaration(folder: string): string {
  const file = defaultFile(folder);
  const places = [file, 'flags.js', 'src/flags.js'];
  return places.find((place) => existsSync(join(folder, place))) ?? file;
}
