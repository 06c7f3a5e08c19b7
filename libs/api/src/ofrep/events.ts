import type { EnvironmentKey } from '@burgee/contracts';
import type { EvaluationServices } from '../context.ts';
import type { rulesetChanges } from '../evaluation/changes.ts';

/** How long a request waits for a version that another server already announced. */
const CATCH_UP_MS = 1_000;

/** Tells a client to fetch its flags again. `etag` comes back in the query of that request. */
export type RefetchEvent = { readonly type: 'refetchEvaluation'; readonly etag: string };

/** Changes of a ruleset as events of OFREP. */
export async function* refetchEvents(
  changes: ReturnType<typeof rulesetChanges>,
): AsyncGenerator<[id: string, RefetchEvent]> {
  for await (const [id] of changes) yield [id, { type: 'refetchEvaluation', etag: id }];
}

/**
 * Waits until this server has the version that an event announced, because the event may have come from another server.
 * Returns after a second at the latest.
 *
 * @param etag of the event, if an event caused the request.
 * @throws DomainError ENVIRONMENT_NOT_FOUND.
 */
export async function catchUpWith(
  { snapshots }: Pick<EvaluationServices, 'snapshots'>,
  environment: EnvironmentKey,
  etag: string | undefined,
): Promise<void> {
  const announced = /^\d{1,15}$/.test(etag ?? '') ? Number(etag) : 0;
  const isBehind = () => snapshots.ruleset(environment).version < announced;
  if (!isBehind()) return;
  const changes = snapshots.changes(environment, AbortSignal.timeout(CATCH_UP_MS));
  for await (const _version of changes) if (!isBehind()) return;
}
