import { visibleText } from '../visible-text.ts';
import { Complaint, STATUS, type World } from '../world.ts';
import { compare, type Difference } from './compare.ts';
import type { Declaration } from './declaration.ts';
import { readText } from './files.ts';
import { formatCount } from './format-count.ts';
import { readDeclaration } from './read-declaration.ts';
import type { TypesJob } from './run-types.ts';

const RED = 31;
const CYAN = 36;

/** Prints the differences between a declaration and the flags. @throws Complaint if there is one. */
export async function checkDeclaration({ file, path, readFlags, asJson }: TypesJob, world: World): Promise<void> {
  const declaration = readDeclaration(await readText(path, file), file);
  const source = await readFlags();
  const differences = compare(declaration, source);
  for (const { line, name } of partialParts(declaration)) {
    world.complain(`${file}:${line} "${name}" has values that are not written in this file: they were not compared.`);
  }
  if (asJson) world.print(JSON.stringify({ file, source: source.name, differences }));
  else for (const difference of differences) world.print(formatDifference(difference, world));
  if (differences.length > 0) {
    const found = `${formatCount(differences.length, 'difference')} between ${file} and ${source.name}`;
    const fix = declaration.isGenerated ? 'Run burgee types to write the file again' : 'Change the file';
    throw new Complaint(`${found}. ${fix}, or change the flags.`, STATUS.refused);
  }
  if (!asJson) world.print(`${file} agrees with ${source.name}: ${formatCount(declaration.flags.length, 'flag')}.`);
}

function partialParts({ flags, attributes = [] }: Declaration): { line: number; name: string }[] {
  const parts = [...flags.map(({ key, ...flag }) => ({ ...flag, name: key })), ...attributes];
  return parts.filter(({ isPartial }) => isPartial);
}

function formatDifference({ kind, name, file, line, message }: Difference, { terminal }: World): string {
  const paint = (code: number, text: string) => (terminal.hasColors ? `\u001b[${code}m${text}\u001b[0m` : text);
  return `${paint(CYAN, `${file}:${line}`)} ${paint(RED, kind)} ${visibleText(`"${name}" ${message}`)}`;
}
