export { type FlagSource, getFlags } from './get-flags.ts';
