export type { ClientFailure } from './failure.ts';
export { fetchFlags, type FetchedFlags, type FetchFlagsOptions } from './fetch-flags.ts';
export { createFlagClient } from './flag-client.ts';
export type {
  Bootstrap,
  FlagClient,
  FlagClientOptions,
  FlagStatus,
  SetContextOptions,
  StaleReason,
} from './flag-client-types.ts';
export type { ClientProblem, FlagReader } from './flag-reader.ts';
export type { CreateOverrideSession, OverrideSession } from './override-host.ts';
export type { OverriddenFlag, OverridesState } from './overrides-state.ts';
export type { ClientRuntime } from './runtime.ts';
export type { FlagStorage } from './stored-answers.ts';
export type { Connection } from './event-stream.ts';
