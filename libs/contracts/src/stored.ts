import { z } from 'zod';
import { Detail } from './errors.ts';
import { EnvironmentKey, FlagKey, SegmentKey } from './ids.ts';

/**
 * SQL can put values into rows that no schema accepts. A row that is read has its broken fields here, each with an empty or
 * earliest value in its place, so that it costs neither the other rows of its list nor its own deletion (R16).
 */
export const BrokenFields = z.array(Detail).optional();

/** Keys as they are stored. Rows are read and deleted by these, even those whose key no one could have created. */
export const StoredFlagKey = z.union([FlagKey, z.string().brand<'FlagKey'>()]);
export const StoredSegmentKey = z.union([SegmentKey, z.string().brand<'SegmentKey'>()]);
export const StoredEnvironmentKey = z.union([EnvironmentKey, z.string().brand<'EnvironmentKey'>()]);
