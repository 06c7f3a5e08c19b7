import type { EnvironmentKey } from '@burgee/contracts';
import type { EvaluationServices } from '../context.ts';
import type { rulesetChanges } from '../evaluation/changes.ts';
import { TURN, untilTurn } from './turns.ts';

/** How long a request waits for a version that another server already announced. */
const CATCH_UP_MS = 1_000;

/** Tells a client to fetch its flags again. `etag` comes back in the query of that request. */
export type RefetchEvent = { readonly type: 'refetchEvaluation'; readonly etag: string };

/**
 * Changes of a ruleset as events of OFREP, and the instants at which time alone changes results: clients of OFREP have no timer
 * for those.
 */
export async function* refetchEvents(
  services: Pick<EvaluationServices, 'snapshots' | 'now' | 'random'>,
  environment: EnvironmentKey,
  changes: ReturnType<typeof rulesetChanges>,
): AsyncGenerator<[id: string, RefetchEvent]> {
  // Requested only while the client reads, so that a slow one gets the newest version.
  let change: ReturnType<typeof changes.next> | undefined;
  for (;;) {
    change ??= changes.next();
    const turn = untilTurn(services, environment);
    const first = await Promise.race([change, turn.passed]);
    turn.stop();
    if (first === TURN) {
      yield refetch(String(services.snapshots.ruleset(environment).version));
      continue;
    }
    change = undefined;
    if (first.done) return;
    yield refetch(first.value[0]);
  }
}

function refetch(version: string): [id: string, RefetchEvent] {
  return [version, { type: 'refetchEvaluation', etag: version }];
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
