export { createFlagServer } from './flag-server.ts';
export type {
  ContextFlags,
  FlagServer,
  FlagServerOptions,
  FlagServerProblem,
  FlagServerProblemCode,
  FlagServerStatus,
} from './flag-server-types.ts';
export type { NodeRuntime } from './runtime.ts';
