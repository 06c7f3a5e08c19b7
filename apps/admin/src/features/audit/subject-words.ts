import { countWords, manyOverridesOf, type AuditEntry } from '@burgee/contracts';

const WORDS = {
  flag: 'the flag',
  segment: 'the segment',
  environment: 'the environment',
  override: 'the override of',
  key: 'the key',
  person: 'the account of',
  invitation: 'the invitation of',
} as const satisfies Record<AuditEntry['subject'], string>;

/** Formats a subject, to be followed by its key: "the flag", "the emergency override of", "5,000 user overrides of". */
export function subjectWords(entry: Pick<AuditEntry, 'subject' | 'overrideType' | 'before'>): string {
  const { subject, overrideType } = entry;
  const many = manyOverridesOf(entry);
  if (many) return `${countWords(many.counts)} of`;
  return subject === 'override' && overrideType ? `the ${overrideType} override of` : WORDS[subject];
}
