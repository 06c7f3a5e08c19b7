import { type AuditEntry, formatOverrideCounts, manyOverridesOf } from '@burgee/contracts';
import { formatCount } from '../../ui/format/words.ts';
import { listOfEntry } from '../overrides/listed-users.ts';

const WORDS = {
  flag: 'the flag',
  segment: 'the segment',
  environment: 'the environment',
  override: 'the override of',
  key: 'the key',
  person: 'the account of',
  invitation: 'the invitation for',
} as const satisfies Record<AuditEntry['subject'], string>;

type Entry = Pick<AuditEntry, 'subject' | 'overrideType' | 'target' | 'before' | 'after'>;

/** Formats a subject, to be followed by its key: "the flag", "the emergency override of", "5,000 user overrides of". */
export function subjectWords(entry: Entry): string {
  const { subject, overrideType } = entry;
  const many = manyOverridesOf(entry);
  if (many) return `${formatOverrideCounts(many.counts)} of`;
  const list = listOfEntry(entry);
  if (list) {
    const count = Math.max(list.before?.count ?? 0, list.after?.count ?? 0);
    return `${formatCount(count, 'user override')} of`;
  }
  return subject === 'override' && overrideType ? `the ${overrideType} override of` : WORDS[subject];
}
