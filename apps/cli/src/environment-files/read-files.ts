import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readText } from '../types/files.ts';
import { Complaint, type Run, STATUS } from '../world.ts';
import { type FileParts, HEAD_FILE, LISTS, type Part } from './file-parts.ts';

/** A file to apply, and where its parts came from. */
export type ReadFile = {
  readonly file: FileParts;
  /** Replaces places in the request by files and keys, in a message of the server. */
  readonly namePlaces: (message: string) => string;
};

type Placed = { readonly part: Part; readonly place: string };
type Source = { readonly head: FileParts; readonly name: string } & Readonly<Record<(typeof LISTS)[number], Placed[]>>;

/**
 * Reads files and folders of one environment as one file. `-` is stdin.
 *
 * @throws Complaint if one cannot be read, or if they do not belong together.
 */
export async function readFiles(names: readonly string[], run: Run): Promise<ReadFile> {
  const sources: Source[] = [];
  for (const name of names) sources.push(await readSource(name, run));
  const [first, ...others] = sources;
  if (!first) throw new Complaint('Name a file, a folder or - for stdin.', STATUS.usage, 'burgee apply --help');
  for (const other of others) refuseOther(first, other);
  const [segments = [], flags = []] = LISTS.map((list) => sources.flatMap((source) => source[list]));
  const places = { segments: placesOf(segments), flags: placesOf(flags) };
  const environment = Object.assign({}, ...sources.map(({ head }) => head.environment)) as FileParts['environment'];
  return {
    file: { ...first.head, environment, segments: partsOf(segments), flags: partsOf(flags) },
    namePlaces: (message) =>
      message.replaceAll(
        /\bfile\.(segments|flags)\.(\d+)(?:\.|: )?/g,
        (found, list: keyof typeof places, index: string) => {
          const place = places[list][Number(index)];
          return place === undefined ? found : `${place}: `;
        },
      ),
  };
}

function placesOf(placed: readonly Placed[]): string[] {
  return placed.map(({ place }) => place);
}

function partsOf(placed: readonly Placed[]): Part[] {
  return placed.map(({ part }) => part);
}

function refuseOther({ name, head }: Source, other: Source): void {
  const [mine, others] = [head, other.head].map((one) => one.environment.key);
  if (mine !== others) {
    const problem = `${name} is of ${mine}, and ${other.name} of ${others}.`;
    throw new Complaint(`${problem} Apply one environment at a time.`, STATUS.usage, `burgee apply ${name}`);
  }
  if ((head.overrides ?? true) === (other.head.overrides ?? true)) return;
  const problem = `Only one of ${name} and ${other.name} leaves out overrides.`;
  throw new Complaint(`${problem} Export both in the same way.`, STATUS.usage);
}

async function readSource(name: string, run: Run): Promise<Source> {
  if (name === '-') return sourceOf(parseFile(await run.input(), 'stdin'), 'stdin');
  const path = resolve(run.folder, name);
  const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
  if (!isFolder) return sourceOf(parseFile(await readText(path, name), name), name);
  const head = parseFile(await readText(join(path, HEAD_FILE), join(name, HEAD_FILE)), join(name, HEAD_FILE));
  const [segments = [], flags = []] = await Promise.all(
    LISTS.map((list) => readParts(join(path, list), join(name, list))),
  );
  return { head, name, segments, flags };
}

function sourceOf({ segments = [], flags = [], ...head }: FileParts, name: string): Source {
  const place = (parts: readonly Part[]) => parts.map((part) => ({ part, place: `${name}: ${part.key}` }));
  return { head, name, segments: place(segments), flags: place(flags) };
}

/** In the order of the keys, so that the plan does not depend on the names of files. */
async function readParts(path: string, name: string): Promise<Placed[]> {
  const files = await readdir(path).catch(() => []);
  const parts: Placed[] = [];
  for (const file of files.filter((one) => one.endsWith('.json'))) {
    const place = join(name, file);
    const part = parseJson(await readText(join(path, file), place), place);
    if (!isPart(part)) throw new Complaint(`${place}: must be an object with a "key".`, STATUS.usage);
    parts.push({ part, place });
  }
  return parts.sort((one, other) => (one.part.key < other.part.key ? -1 : 1));
}

function parseFile(text: string, name: string): FileParts {
  const file = parseJson(text, name) as Partial<FileParts> | null;
  const isFile = isObject(file) && isPart(file.environment);
  const lists = isFile ? LISTS.map((list) => file[list] ?? []) : [];
  if (isFile && lists.every((list) => Array.isArray(list) && list.every(isPart))) return file as FileParts;
  const problem = `${name} is not an environment file: it needs "environment" with a "key", and lists of "segments" and "flags" with a "key".`;
  throw new Complaint(problem, STATUS.usage, 'burgee export --out example.json');
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${name} is not valid JSON: ${(error as Error).message}.`, STATUS.usage);
  }
}

function isPart(value: unknown): value is Part {
  return isObject(value) && 'key' in value && typeof value.key === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
