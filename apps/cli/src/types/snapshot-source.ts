import { FlagConfig, SegmentConfig } from '@burgee/contracts';
import { z } from 'zod';
import { Complaint, STATUS } from '../world.ts';
import { readText } from './files.ts';
import type { FlagSource } from './source.ts';

const { key, type, archived, variants, offVariant, split, rollout, rules } = FlagConfig.shape;

/**
 * A ruleset, or any object with its fields `flags` and `segments`. Flags may have a description, which rulesets leave out.
 * Other fields are ignored, so that the snapshot of a newer server can be read.
 */
const Snapshot = z.object({
  flags: z.array(
    z.object({
      description: z.string().optional(),
      ...{ key, type, archived, variants, offVariant, split, rollout, rules },
    }),
  ),
  segments: z.array(z.object(SegmentConfig.shape)).default([]),
});

/** @param file for messages. @throws Complaint if it cannot be read, or is not a snapshot. */
export async function readSnapshot(path: string, file: string): Promise<FlagSource> {
  const { data, error } = Snapshot.safeParse(parseJson(await readText(path, file), file));
  if (data) return { name: file, flags: data.flags.filter((flag) => !flag.archived), segments: data.segments };
  const [{ path: place, message } = { path: [], message: '' }] = error.issues;
  const where = place.length > 0 ? `${place.map(String).join('.')}: ` : '';
  throw new Complaint(`${file} is not a ruleset of Burgee: ${where}${message}.`, STATUS.usage);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Complaint(`${file} is not JSON: ${(error as Error).message}.`, STATUS.usage);
  }
}
