import { FLAGD_SDKS } from './flagd-sdks.ts';
import { OFREP_SDKS } from './ofrep-sdks.ts';
import { OWN_SDKS } from './own-sdks.ts';
import type { Sdk } from './sdk.ts';
import { UNLEASH_SDKS } from './unleash-sdks.ts';

/** All SDKs that people are shown how to connect, ours first. */
export const SDKS: readonly Sdk[] = [...OWN_SDKS, ...OFREP_SDKS, ...FLAGD_SDKS, ...UNLEASH_SDKS];
