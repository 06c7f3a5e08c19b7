export type { Unmapped } from './unmapped.ts';
