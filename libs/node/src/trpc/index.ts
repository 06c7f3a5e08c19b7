export { type FlagsProcedure } from './flags-procedure.ts';
export { withFlag, type WithFlag } from './with-flag.ts';
export { withFlags, type WithFlags } from './with-flags.ts';
