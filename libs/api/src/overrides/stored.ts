import { EnvironmentKey, FlagKey, Override, OverrideType, RulesetVersion, TargetId } from '@burgee/contracts';
import type { IdOverride, IdType } from '@burgee/data-access';
import { z } from 'zod';
import type { Known } from './target-index.ts';

/** The entry of the shared cache for one id and one flag; `override` is `null` if there is none. */
const StoredOverride = z.strictObject({
  origin: z.string(),
  environment: EnvironmentKey,
  flagKey: FlagKey,
  type: OverrideType,
  target: TargetId,
  /** The version at which the entry was current. */
  version: RulesetVersion,
  override: Override.nullable(),
});
export type StoredOverride = z.infer<typeof StoredOverride> & { override: IdOverride | null };

const FOLDERS: Record<IdType, string> = {
  user: 'overrides',
  session: 'session-overrides',
  testing: 'testing-overrides',
};

/**
 * Flag keys and ids may contain colons, so two entries can have the same name: an entry therefore stores its flag and
 * id.
 */
export function storedKey(environment: EnvironmentKey, flagKey: FlagKey, type: IdType, target: string): string {
  return `feature_flags:${environment}:${flagKey}:${FOLDERS[type]}:${target}`;
}

/** The identity that an entry must have. */
type Expected = Known & Pick<StoredOverride, 'environment' | 'flagKey' | 'type' | 'target'>;

/** Returns `undefined` if the text is malformed, belongs to another flag or id, or may be stale. */
export function readStored(text: string | undefined, expected: Expected): StoredOverride | undefined {
  if (text === undefined) return undefined;
  try {
    const stored = StoredOverride.parse(JSON.parse(text)) as StoredOverride;
    const isAsked = (['origin', 'environment', 'flagKey', 'type', 'target'] as const).every(
      (field) => stored[field] === expected[field],
    );
    const { override, flagKey, type, target, version } = stored;
    const isFor = !override || (override.flagKey === flagKey && override.type === type && override.target === target);
    return isAsked && isFor && version >= expected.since ? stored : undefined;
  } catch {
    return undefined;
  }
}
