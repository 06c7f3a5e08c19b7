import { type EvaluatedFlags, freezeJson } from '@burgee/contracts';
import { type Answers, takeAnswers } from './answers.ts';
import type { ClientFailure } from './failure.ts';
import type { FlagStatus } from './flag-reader.ts';
import { NO_OVERRIDES, type OverridesState } from './overrides-state.ts';
import type { Connection } from './version-stream.ts';

/** Without brands, because it comes from a file or a page. */
export type Bootstrap = (typeof EvaluatedFlags)['_zod']['input'];

/** The state of a client. Immutable; a new state replaces it. */
export type Held = {
  readonly answers: Answers | undefined;
  /** When the server last confirmed `answers`. */
  readonly updatedAt: number | undefined;
  /** Whether `answers` are for the current context. */
  readonly isForContext: boolean;
  readonly requestFailure: ClientFailure | undefined;
  readonly streamFailure: ClientFailure | undefined;
  readonly connection: Connection;
  readonly overrides: OverridesState;
  readonly status: FlagStatus;
};

/** @param contextProblem why the context cannot be sent. If it is set, the bootstrap is not for this context either. */
export function createInitialState(bootstrap: unknown, environment: string | undefined, contextProblem?: string): Held {
  const isWanted = bootstrap !== undefined && contextProblem === undefined;
  const taken = isWanted ? takeAnswers(bootstrap, { environment, held: undefined }) : undefined;
  const isRefused = taken && 'problem' in taken;
  const problem = isRefused
    ? `The bootstrap is not a valid answer of evaluation.evaluateAll here: ${taken.problem}`
    : contextProblem;
  const held = {
    answers: taken && 'answers' in taken ? taken.answers : undefined,
    updatedAt: undefined,
    isForContext: true,
    requestFailure: problem === undefined ? undefined : { message: problem },
    streamFailure: undefined,
    connection: 'closed',
    overrides: NO_OVERRIDES,
  } satisfies Partial<Held>;
  return { ...held, status: deriveStatus(held) };
}

export function deriveStatus(held: Omit<Held, 'status'>): FlagStatus {
  const { answers, updatedAt, isForContext, requestFailure, streamFailure, connection } = held;
  const rest = { connection, error: requestFailure ?? streamFailure };
  if (!answers) return freezeJson({ state: 'loading', source: 'default', ...rest });
  const { environment, version } = answers;
  if (updatedAt === undefined) {
    return freezeJson({ state: 'stale', source: 'bootstrap', environment, version, ...rest });
  }
  const state = isForContext && !requestFailure ? 'ready' : 'stale';
  return freezeJson({ state, source: 'server', environment, version, updatedAt, ...rest });
}
