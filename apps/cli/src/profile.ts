import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Complaint, STATUS, type World } from './world.ts';

/** The server and the credential that `burgee login` stored. */
export type Profile = { readonly url: string; readonly key: string };

const DEFAULT = 'default';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/;

/** The profile that a command uses. */
export function profileName(given: string | undefined, { settings }: Pick<World, 'settings'>): string {
  const name = given ?? settings.BURGEE_PROFILE ?? DEFAULT;
  if (NAME.test(name)) return name;
  const problem = `"${name}" is not a valid name of a profile: use letters, digits, - or _.`;
  throw new Complaint(problem, STATUS.usage);
}

/** @throws Complaint if the file cannot be read, or if a profile other than the default is absent. */
export function readProfile(given: string | undefined, world: Pick<World, 'settings'>): Profile | undefined {
  const name = profileName(given, world);
  const file = profileFile(name, world);
  if (file === undefined) return undefined;
  try {
    return parseProfile(JSON.parse(readFileSync(file, 'utf8')), file);
  } catch (error) {
    if (error instanceof Complaint) throw error;
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isAbsent && name === DEFAULT) return undefined;
    const problem = isAbsent ? `There is no profile "${name}".` : `The profile ${file} cannot be read.`;
    throw new Complaint(problem, STATUS.usage, loginCommand(name));
  }
}

function parseProfile(stored: unknown, file: string): Profile {
  const { url, key } = (stored ?? {}) as Partial<Record<keyof Profile, unknown>>;
  if (typeof url === 'string' && typeof key === 'string') return { url, key };
  throw new Complaint(`The profile ${file} has no url or no key.`, STATUS.usage, 'burgee login');
}

function loginCommand(name: string): string {
  return name === DEFAULT ? 'burgee login' : `burgee login --profile ${name}`;
}

/** Stores a profile that only its owner can read. Returns the file. */
export function writeProfile(name: string, profile: Profile, world: Pick<World, 'settings'>): string {
  const file = profileFile(name, world);
  if (file === undefined) {
    const problem = 'There is no home folder for the profile. Set BURGEE_CONFIG_DIR to a folder.';
    throw new Complaint(problem, STATUS.usage, 'export BURGEE_CONFIG_DIR=<folder>');
  }
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const next = `${file}.new`;
  // The mode counts only for a new file.
  rmSync(next, { force: true });
  writeFileSync(next, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(next, file);
  return file;
}

/** Returns whether there was one. */
export function removeProfile(name: string, world: Pick<World, 'settings'>): boolean {
  const file = profileFile(name, world);
  try {
    if (file !== undefined) rmSync(file);
    return file !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function profileFile(name: string, { settings }: Pick<World, 'settings'>): string | undefined {
  const { BURGEE_CONFIG_DIR, XDG_CONFIG_HOME, APPDATA, HOME } = settings;
  const shared = XDG_CONFIG_HOME ?? APPDATA ?? (HOME && join(HOME, '.config'));
  const folder = BURGEE_CONFIG_DIR ?? (shared && join(shared, 'burgee'));
  return folder && join(folder, `${name}.json`);
}
