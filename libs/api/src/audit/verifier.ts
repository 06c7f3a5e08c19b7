import { DomainError, type AuditVerification, type Checkpoint } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';
import { verifyAudit } from './verify.ts';

/** When to ask again, about another checkpoint: it is not known how long the one at work takes. */
const RETRY_AFTER_SEC = 10;

/** @throws DomainError RATE_LIMITED while another question is being answered. */
export type AuditVerifier = (checkpoint: Checkpoint | undefined) => Promise<AuditVerification>;

/** Reads the trail for one at a time, since all of it is read: who asks the same meanwhile gets the same answer. */
export function createAuditVerifier(database: Database, key: KeyObject): AuditVerifier {
  let running: { readonly question: string; readonly answer: Promise<AuditVerification> } | undefined;
  return async (checkpoint) => {
    const question = checkpoint ? `${checkpoint.number}:${checkpoint.mac}` : '';
    if (running && running.question !== question) {
      throw new DomainError({ code: 'RATE_LIMITED', retryAfterSec: RETRY_AFTER_SEC });
    }
    running ??= {
      question,
      answer: verifyAudit(database, key, checkpoint).finally(() => {
        running = undefined;
      }),
    };
    return running.answer;
  };
}
