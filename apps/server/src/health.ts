import type { Services } from '@burgee/api';
import type { Router } from 'express';
import type { ServerTime } from './server-time.ts';

/** The build that `/version` reports. */
export type BuildInfo = { readonly name: string; readonly version: string; readonly node: string };

type HealthParts = {
  readonly services: Services;
  readonly time: Pick<ServerTime, 'status'>;
  readonly build: BuildInfo;
};

/**
 * Mounts liveness, readiness and version. A server that is not ready is still alive: a restart would not fix the
 * database.
 */
export function mountHealth(router: Router, { services, time, build }: HealthParts): void {
  router.get('/healthz', (_request, response) => {
    response.setHeader('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  router.get('/readyz', (_request, response) => {
    const { isLoaded, checkedAt, versions } = services.snapshots.status();
    const ageMs = checkedAt === undefined ? null : services.now().getTime() - checkedAt;
    // With rulesets in memory it can serve, however old they are; the answer includes their age.
    const isReady = isLoaded && !services.draining.aborted;
    const database = {
      kind: services.database.kind,
      ageMs,
      isCurrent: ageMs !== null && ageMs < STALE_MS,
      lost: lostOf(services.database.reach()),
      // `undefined`, and so absent from the JSON, unless a migration failed.
      migration: services.database.migrationFailure(),
    };
    const overrides = { ...services.overrides.status(), cache: services.cache.kind };
    response
      .status(isReady ? 200 : 503)
      .setHeader('Cache-Control', 'no-store')
      .json({
        status: isReady ? 'ready' : services.draining.aborted ? 'stopping' : 'loading',
        database,
        overrides,
        clock: time.status(),
        versions,
      });
  });
  router.get('/version', (_request, response) => {
    response.json(build);
  });
}

/** Versions are compared every second; after this long without an answer, something is wrong. */
const STALE_MS = 5_000;

/** Returns the names of the missing capabilities. */
function lostOf(reach: ReturnType<Services['database']['reach']>): string[] {
  return Object.entries(reach).flatMap(([name, isThere]) => (isThere ? [] : [name]));
}
