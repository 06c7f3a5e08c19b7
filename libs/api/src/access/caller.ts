import type { DomainError, EnvironmentKey, FailureOf, KeyScope, Session } from '@burgee/contracts';

/**
 * The caller of a request: a session, an evaluation key, or the reason why there is neither. `ended` is aborted when
 * the credential becomes invalid: the caller's streams end.
 */
export type Caller =
  | {
      readonly session: Session;
      /** The scopes of an admin key. */
      readonly scopes?: readonly KeyScope[];
      readonly ended?: AbortSignal;
    }
  | { readonly key: EvaluationKey; readonly ended: AbortSignal }
  | {
      readonly problem: FailureOf<'UNAUTHENTICATED'>['problem'];
      /** The failure that prevented identifying the caller; endpoints that are open to anyone still work. */
      readonly because?: DomainError;
    };

/** A key for evaluation. Web keys are public: they get values, and nothing that reveals who is targeted. */
type EvaluationKey = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'server' | 'web';
  readonly environment: EnvironmentKey;
  /** The only origins whose pages may use a web key; empty allows any. */
  readonly origins: readonly string[];
};
