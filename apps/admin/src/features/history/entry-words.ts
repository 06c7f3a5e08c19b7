import {
  type AuditEntry,
  formatOverrideCounts,
  type JsonValue,
  manyOverridesOf,
  Override,
  ownValue,
} from '@burgee/contracts';
import { diffFields } from '../../ui/diff-fields.ts';
import { formatList } from '../../ui/format/words.ts';
import { listOfEntry, listWords } from '../overrides/listed-users.ts';

/** Fields hidden from diffs and summaries: they never change, or change only as a side effect. */
export const HIDDEN_FIELDS = [
  'id',
  'key',
  'flagKey',
  'environment',
  'type',
  'priority',
  'target',
  'createdAt',
  'createdBy',
  'updatedAt',
  'archivedAt',
  'revision',
  'broken',
];

/** Summarizes an entry: "set the global override", "changed the rollout and the rules". */
export function entryWords(entry: AuditEntry): string {
  const list = listOfEntry(entry);
  if (list) return listWords(list);
  return entry.subject === 'override' ? overrideWords(entry) : flagWords(entry);
}

/** The top-level fields of a flag that an entry changed. */
export function changedFields({ before, after }: Pick<AuditEntry, 'before' | 'after'>): string[] {
  const names = diffFields(before ?? {}, after ?? {}).map(({ path }) => path.split('.')[0] ?? path);
  return [...new Set(names)].filter((name) => !HIDDEN_FIELDS.includes(name));
}

function flagWords(entry: AuditEntry): string {
  if (entry.action === 'created') return 'created the flag';
  if (entry.action === 'removed') return 'deleted the flag';
  if (entry.action === 'archived' || entry.action === 'restored') return `${entry.action} the flag`;
  const fields = changedFields(entry);
  if (fields.length === 1 && fields[0] === 'enabled') {
    return fieldValue(entry.after, 'enabled') === true ? 'switched the flag on' : 'switched the flag off';
  }
  if (fields.length === 0) return 'saved the flag without changes';
  return `changed ${formatList(fields.map((name) => ownValue(FIELD_WORDS, name) ?? name))}`;
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  enabled: 'the switch',
  expiresAt: 'the expiry',
  onVariant: 'the on variant',
  offVariant: 'the off variant',
  rollout: 'the rollout',
  split: 'the split',
  rules: 'the rules',
  variants: 'the variants',
  prerequisites: 'the prerequisites',
  description: 'the description',
  tags: 'the tags',
  salt: 'the salt',
};

function overrideWords(entry: AuditEntry): string {
  const { action, overrideType, target, before, after } = entry;
  const many = manyOverridesOf(entry);
  if (many) return `removed ${formatOverrideCounts(many.counts)}${action === 'expired' ? ' that had expired' : ''}`;
  const kind = fieldValue(after ?? before, 'overrideType');
  const whose =
    target === null || target === '' ? `the ${overrideType} override` : `the ${overrideType} override of ${target}`;
  if (action === 'expired') return `${whose} ended`;
  if (action === 'removed') return overrideType === 'emergency' ? 'ended the emergency' : `removed ${whose}`;
  if (overrideType === 'user' && target) return `${kind === 'exclude' ? 'excluded' : 'included'} ${target}`;
  if (overrideType === 'emergency' && action === 'created') return 'declared an emergency';
  return `${action === 'created' ? 'set' : 'changed'} ${whose}`;
}

/** The override that an entry can set again: as it was after the change, or before it if it was removed. */
export function overrideOfEntry({ subject, before, after }: AuditEntry): Override | undefined {
  if (subject !== 'override') return undefined;
  return Override.safeParse(after ?? before).data;
}

function fieldValue(value: JsonValue, name: string): JsonValue | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? ownValue(value, name) : undefined;
}
