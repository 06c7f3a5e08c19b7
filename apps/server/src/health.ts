import type { EvaluationServices, Services } from '@burgee/api';
import type { Router } from 'express';
import type { ServerTime } from './server-time.ts';

/** The build that `/version` reports. */
export type BuildInfo = { readonly name: string; readonly version: string; readonly node: string };

/** Whether a server can answer evaluations, and why not, as JSON. */
export type Readiness = { readonly isReady: boolean; readonly body: object };

type HealthParts = { readonly readiness: () => Readiness; readonly build: BuildInfo };

/**
 * Mounts liveness, readiness and version. A server that is not ready is still alive: a restart would not fix the
 * database.
 */
export function mountHealth(router: Router, { readiness, build }: HealthParts): void {
  router.get('/healthz', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    const { isReady, body } = readiness();
    response
      .status(isReady ? 200 : 503)
      .setHeader('Cache-Control', 'no-store')
      .json(body);
  });
  router.get('/version', (_request, response) => {
    response.json(build);
  });
}

/** With rulesets in memory a server can serve, however old they are; the body includes their age. */
export function serverReadiness(services: Services, time: Pick<ServerTime, 'status'>): Readiness {
  const { isLoaded, checkedAt, versions } = services.snapshots.status();
  const ageMs = checkedAt === undefined ? null : services.now().getTime() - checkedAt;
  const database = {
    kind: services.database.kind,
    ageMs,
    isCurrent: ageMs !== null && ageMs < STALE_MS,
    lost: lostOf(services.database.reach()),
    // `undefined`, and so absent from the JSON, unless a migration failed.
    migration: services.database.migrationFailure(),
  };
  const overrides = { ...services.overrides.status(), cache: services.cache.kind };
  return readinessOf(isLoaded, services, { database, overrides, clock: time.status(), versions });
}

/** A stopping server is not ready, so that balancers choose others. */
export function readinessOf(
  isLoaded: boolean,
  { draining }: Pick<EvaluationServices, 'draining'>,
  facts: object,
): Readiness {
  const isReady = isLoaded && !draining.aborted;
  const status = isReady ? 'ready' : draining.aborted ? 'stopping' : 'loading';
  return { isReady, body: { status, ...facts } };
}

/** Versions are compared every second; after this long without an answer, something is wrong. */
const STALE_MS = 5_000;

/** Returns the names of the missing capabilities. */
function lostOf(reach: ReturnType<Services['database']['reach']>): string[] {
  return Object.entries(reach).flatMap(([name, isThere]) => (isThere ? [] : [name]));
}
