import type { AuditEntry } from '@burgee/contracts';

const WORDS = {
  flag: 'the flag',
  segment: 'the segment',
  environment: 'the environment',
  override: 'the override of',
  key: 'the key',
  person: 'the account of',
  invitation: 'the invitation of',
} as const satisfies Record<AuditEntry['subject'], string>;

/** "the flag", "the emergency override of". */
export function subjectWords({ subject, overrideType }: Pick<AuditEntry, 'subject' | 'overrideType'>): string {
  return subject === 'override' && overrideType ? `the ${overrideType} override of` : WORDS[subject];
}
