import type { EnvironmentKey, TargetId } from '@burgee/contracts';
import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

type Session = { readonly environment: EnvironmentKey; readonly sessionId: TargetId };

/** Proves that a browser began a session: session ids appear in contexts and logs, tokens do not. */
export type SessionTokens = {
  tokenOf(session: Session): string;
  isTokenOf(session: Session, token: string | undefined): boolean;
};

export function createSessionTokens(key: KeyObject): SessionTokens {
  const digest = ({ environment, sessionId }: Session) =>
    createHmac('sha256', key).update(`${environment}:${sessionId}`).digest();
  return {
    tokenOf: (session) => digest(session).toString('base64url'),
    isTokenOf: (session, token = '') => {
      const [wanted, shown] = [digest(session), Buffer.from(token, 'base64url')];
      return wanted.length === shown.length && timingSafeEqual(wanted, shown);
    },
  };
}
