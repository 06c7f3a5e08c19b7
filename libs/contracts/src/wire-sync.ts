import type { SyncDelta, SyncedKeys, SyncedOverrides, SyncedRuleset, SyncReset } from './sync.ts';
import { isObject, isVersion } from './wire-flags.ts';

/**
 * The shapes that followers of a ruleset read, without Zod at run time. The guards check the envelope and that every list is one; flags, segments and overrides are
 * checked when they are compiled, where a broken one affects only itself, and by the checksum.
 */

export function isSyncedRuleset(payload: unknown): payload is SyncedRuleset {
  return (
    isObject(payload) &&
    isIdentified(payload) &&
    isVersion(payload['version']) &&
    typeof payload['checksum'] === 'string' &&
    isRuleset(payload['ruleset']) &&
    isObject(payload['overrides']) &&
    isFilter(payload['overrides']['filter'])
  );
}

export function isSyncDelta(payload: unknown): payload is SyncDelta {
  return (
    isObject(payload) &&
    isIdentified(payload) &&
    isVersion(payload['from']) &&
    isVersion(payload['to']) &&
    typeof payload['checksum'] === 'string' &&
    [payload['flags'], payload['segments'], payload['overrides']].every(isChanges) &&
    isListOf(payload['ids'], isSyncId) &&
    isListOf(payload['endedFlags'], isText)
  );
}

export function isSyncReset(payload: unknown): payload is SyncReset {
  return isObject(payload) && isIdentified(payload) && isVersion(payload['version']);
}

export function isSyncedOverrides(payload: unknown): payload is SyncedOverrides {
  return (
    isObject(payload) &&
    isIdentified(payload) &&
    isVersion(payload['version']) &&
    isListOf(payload['overrides'], isOverride)
  );
}

export function isSyncedKeys(payload: unknown): payload is SyncedKeys {
  return (
    isObject(payload) &&
    isIdentified(payload) &&
    isVersion(payload['version']) &&
    isListOf(payload['keys'], isSyncedKey)
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isIdentified({ environment, origin }: Fields): boolean {
  return isText(environment) && isText(origin);
}

function isRuleset(value: unknown): boolean {
  return (
    isObject(value) &&
    isText(value['environment']) &&
    isVersion(value['version']) &&
    typeof value['permitsSessionOverrides'] === 'boolean' &&
    [value['flags'], value['segments'], value['overrides']].every((list) => isListOf(list, isObject))
  );
}

function isChanges(value: unknown): boolean {
  return isObject(value) && isListOf(value['put'], isObject) && isListOf(value['delete'], isText);
}

function isFilter(value: unknown): boolean {
  return value === null || (isObject(value) && [value['user'], value['session'], value['testing']].every(isText));
}

function isSyncId(value: unknown): boolean {
  return isObject(value) && isText(value['type']) && isText(value['id']);
}

function isOverride(value: unknown): boolean {
  return isObject(value) && isText(value['flagKey']) && isText(value['type']) && isText(value['target']);
}

function isSyncedKey(value: unknown): boolean {
  return (
    isObject(value) &&
    [value['hash'], value['id'], value['name']].every(isText) &&
    (value['kind'] === 'server' || value['kind'] === 'web') &&
    isListOf(value['origins'], isText) &&
    (value['endsAt'] === null || (isText(value['endsAt']) && !Number.isNaN(Date.parse(value['endsAt'] as string))))
  );
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

export type {
  SyncDelta,
  SyncedKey,
  SyncedKeys,
  SyncedOverrides,
  SyncedRuleset,
  SyncFilter,
  SyncId,
  SyncOverridesBody,
  SyncReset,
  SyncUsageBody,
} from './sync.ts';
