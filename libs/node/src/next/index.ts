export { createNextFlags, type CreateNextFlags, type NextFlags } from './create-next-flags.ts';
export { decodeFlags, encodeFlags, type FlagRecord, type PrecomputedOptions } from './precomputed.ts';
