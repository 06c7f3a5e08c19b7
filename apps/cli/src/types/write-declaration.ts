import { Complaint, STATUS, type World } from '../world.ts';
import { attributesToDeclare, attributeUses } from './attributes.ts';
import type { DeclaredAttribute } from './declaration.ts';
import { readTextIfPresent, replaceFile } from './files.ts';
import { formatCount } from './format-count.ts';
import { generatedFile, isGenerated } from './generated.ts';
import { readDeclaration } from './read-declaration.ts';
import type { TypesJob } from './run-types.ts';

type WriteJob = TypesJob & {
  /** Replaces a file that was written by hand. */
  readonly force: boolean;
};

/** Writes the file that declares the flags, if it is not up to date. @throws Complaint if it stays as it is. */
export async function writeDeclaration(
  { file, path, readFlags, asJson, force }: WriteJob,
  { print }: World,
): Promise<void> {
  const before = await readTextIfPresent(path, file);
  if (before !== undefined && !isGenerated(before) && !force) {
    const ways = 'Compare it with --check, name another file with --out, or replace it with --force.';
    throw new Complaint(`${file} was not written by burgee types. ${ways}`, STATUS.usage);
  }
  const declared = before === undefined ? [] : attributesIn(before, file, force);
  const source = await readFlags();
  const attributes = attributesToDeclare(attributeUses(source), declared);
  const text = generatedFile(source, attributes);
  const isChanged = text !== before;
  if (isChanged) await replaceFile(path, file, text);
  const counts = { flags: source.flags.length, attributes: attributes.length };
  if (asJson) return print(JSON.stringify({ file, source: source.name, ...counts, isChanged }));
  const contents = `${formatCount(counts.flags, 'flag')}, ${formatCount(counts.attributes, 'attribute')}`;
  print(`${file} ${isChanged ? 'written' : 'is up to date'}: ${contents}, from ${source.name}.`);
}

/** The attributes that the file keeps. */
function attributesIn(text: string, file: string, force: boolean): readonly DeclaredAttribute[] {
  try {
    const { attributes = [] } = readDeclaration(text, file);
    const partial = attributes.find(({ isPartial }) => isPartial);
    if (!partial) return attributes;
    throw new Complaint(`${file}:${partial.line} does not write out the values of "${partial.name}".`, STATUS.usage);
  } catch (error) {
    if (force) return [];
    if (!(error instanceof Complaint)) throw error;
    throw new Complaint(`${error.message} Correct the file, or replace it with --force.`, error.status);
  }
}
