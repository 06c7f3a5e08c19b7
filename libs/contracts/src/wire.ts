/** Everything that an SDK needs from the contracts, without Zod: plain types, and guards that need no schema. */

export { findByKey } from './find-by-key.ts';
export { MAX_ANSWER_BYTES } from './guards.ts';
export { freezeJson } from './json.ts';
export { describeNotAvailable } from './not-available.ts';
export { DEFAULT_PARAM_PREFIX, LINK_PARAM, readOverrideParams } from './override-params.ts';
export { ownValue } from './own-value.ts';
export { MAX_TARGET_LENGTH } from './target-length.ts';
export { isVersion, isWireFlags, type WireEvaluation, type WireFlags, type WireValue } from './wire-flags.ts';
export { isSessionOverrides, type WireSessionOverrides } from './wire-session.ts';
export { formatEnvironmentFile, formatFlagFile, formatSegmentFile } from './environment-text.ts';
