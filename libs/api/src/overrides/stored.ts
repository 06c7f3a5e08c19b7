import { EnvironmentKey, FlagKey, Override, OverrideType, RulesetVersion, TargetId } from '@burgee/contracts';
import type { IdOverride, IdType } from '@burgee/data-access';
import { z } from 'zod';
import type { Known } from './target-index.ts';

/** What stands in the shared cache for one id and one flag; `null` where there is no override. */
const StoredOverride = z.strictObject({
  origin: z.string(),
  environment: EnvironmentKey,
  flagKey: FlagKey,
  type: OverrideType,
  target: TargetId,
  /** When it was so. */
  version: RulesetVersion,
  override: Override.nullable(),
});
export type StoredOverride = z.infer<typeof StoredOverride> & { override: IdOverride | null };

const FOLDERS: Record<IdType, string> = {
  user: 'overrides',
  session: 'session-overrides',
  testing: 'testing-overrides',
};

/** Flag keys and ids may have colons, so that two can have the same name: what is read says whose it is. */
export function storedKey(environment: EnvironmentKey, flagKey: FlagKey, type: IdType, target: string): string {
  return `feature_flags:${environment}:${flagKey}:${FOLDERS[type]}:${target}`;
}

/** What an entry has to say of itself. */
type Expected = Known & Pick<StoredOverride, 'environment' | 'flagKey' | 'type' | 'target'>;

/** `undefined` where the text is not what was stored under this name, or may be old: a malformed entry is a miss. */
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
