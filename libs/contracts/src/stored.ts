import { z } from 'zod';
import { Detail } from './errors.ts';
import { EnvironmentKey, FlagKey, SegmentKey } from './ids.ts';

/**
 * SQL can put values into rows that no schema accepts. Reading such a row lists its broken fields here and replaces their
 * values with empty or earliest ones, so that the other rows of its list stay readable and it can be deleted (R16).
 */
export const BrokenFields = z.array(Detail).optional();

/** Keys as they are stored. They also accept keys that are not valid, so that any row can be read and deleted. */
export const StoredFlagKey = z.union([FlagKey, z.string().brand<'FlagKey'>()]);
export const StoredSegmentKey = z.union([SegmentKey, z.string().brand<'SegmentKey'>()]);
export const StoredEnvironmentKey = z.union([EnvironmentKey, z.string().brand<'EnvironmentKey'>()]);
