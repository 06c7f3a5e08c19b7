import { type AuditVerification, type Checkpoint, DomainError } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import type { KeyObject } from 'node:crypto';
import { verifyAudit } from './verify.ts';

/** Delay before a retry with another checkpoint; the duration of the running verification is unknown. */
const RETRY_AFTER_SEC = 10;

/** @throws DomainError RATE_LIMITED while a verification against another checkpoint runs. */
export type AuditVerifier = (checkpoint: Checkpoint | undefined) => Promise<AuditVerification>;

/**
 * Runs one verification at a time, since each reads the whole trail. Callers with the same checkpoint share its result.
 */
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
