/**
 * The flags of an application. Empty until the application declares them; then unknown keys and values of the wrong type do
 * not compile (B.6):
 *
 *     declare module '@burgee/client' {
 *       interface FlagTypes { 'checkout-v2': boolean; 'button-color': 'red' | 'blue' }
 *     }
 *
 * Declared in this file because TypeScript merges a declaration only into its own module, not into a re-export.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is for others to fill
export interface FlagTypes {}

/** The attributes in an application's contexts, declared in the same way. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is for others to fill
export interface ContextAttributes {}

export { copyContext, findByKey, isSameJson } from '@burgee/contracts';
export { createApiClient, type ApiClient, type ApiClientOptions } from './api-client.ts';
export type { ClientFailure } from './failure.ts';
export { createFlagClient } from './flag-client.ts';
export type { FlagClient, FlagClientOptions } from './flag-client-types.ts';
export type { FlagReader, FlagStatus } from './flag-reader.ts';
export type { FallbackOf, FlagContext, FlagName, ValueOf } from './flag-types.ts';
export type { Bootstrap } from './held.ts';
export type { OverriddenFlag, OverridesState } from './overrides-state.ts';
export type { ClientRuntime } from './runtime.ts';
export { withoutOverrideParams, type SessionStorage, type UrlOverrides } from './url-overrides.ts';
export { openTabChannel, shareInBrowser } from './browser-tab.ts';
export type { TabChannel } from './share-among-tabs.ts';
export type { Connection } from './version-stream.ts';
