import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Complaint, STATUS, type World } from '../world.ts';
import type { Field } from './use-case.ts';
import { wordOf } from './words.ts';

/** An option or argument as commander returns it. */
export type Given = string | readonly string[] | boolean;

/** Parses a field from the command line. @throws Complaint that names it. */
export function parseField(field: Field, given: Given, world: Pick<World, 'folder'>): unknown {
  if (typeof given !== 'string') return given;
  if (field.isNullable && given === 'null') return null;
  if (field.type === 'number') return parseNumber(field, given);
  if (field.type === 'json' || field.type === 'value') return parseJson(field, given, world);
  return given;
}

function parseNumber(field: Field, text: string): number {
  const number = Number(text.replace(/%$/, ''));
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new Complaint(`--${wordOf(field)} ${text}: must be a number.`, STATUS.usage);
}

function parseJson(field: Field, text: string, { folder }: Pick<World, 'folder'>): unknown {
  const json = text.startsWith('@') ? readJsonFile(field, text.slice(1), folder) : text;
  try {
    return JSON.parse(json);
  } catch (error) {
    if (field.type === 'value' && json === text) return text;
    const problem = `--${wordOf(field)}: must be JSON or @file.json: ${(error as Error).message}.`;
    throw new Complaint(problem, STATUS.usage);
  }
}

function readJsonFile(field: Field, file: string, folder: string): string {
  try {
    return readFileSync(resolve(folder, file), 'utf8');
  } catch {
    throw new Complaint(`--${wordOf(field)}: cannot read the file ${file}.`, STATUS.usage);
  }
}
