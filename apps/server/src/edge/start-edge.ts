import { createUsageCounter, type EvaluationServices, NO_PROTOCOL_USES, repeat } from '@burgee/api';
import { MINUTE_MS } from '@burgee/contracts';
import { closingOf } from '../closing.ts';
import type { BuildInfo } from '../health.ts';
import { startHttpServer } from '../http-server.ts';
import { onceAMinute } from '../once-a-minute.ts';
import { isBehindHttps, publicPlaceOf } from '../public-place.ts';
import { createEdgeSurface } from './edge-surface.ts';
import { createUsageReports } from './edge-usage.ts';
import { type EdgeDependencies, followUpstream } from './upstream.ts';

export type RunningEdge = {
  readonly port: number;
  /** Resolves when the edge can answer: it has flags and keys, from the server that it follows or from its files. */
  readonly ready: Promise<void>;
  /** The environment of its key. @throws DomainError UPSTREAM_UNAVAILABLE before it is ready. */
  environment(): string;
  /** With `isHurried`, it does not wait for balancers to notice. */
  stop(how?: { readonly isHurried: boolean }): Promise<void>;
};

export type EdgeParts = EdgeDependencies & {
  /** How many files this process may have open; `Infinity` if unknown. */
  readonly descriptors: number;
  readonly build: BuildInfo;
};

/** Assembles and starts an edge. It listens immediately, and is ready once it has flags and keys. */
export async function startEdge(parts: EdgeParts): Promise<RunningEdge> {
  const { settings, runtime, log, build } = parts;
  const [draining, stopping] = [new AbortController(), new AbortController()];
  const upstream = followUpstream(parts);
  const sdk = { name: 'burgee-edge', version: build.version, instance: runtime.newId() };
  const usage = createUsageCounter({
    write: createUsageReports(upstream.requests, sdk),
    onDropped: (answers) => log.warn({ answers }, 'evaluations were not counted: the buffer is full'),
  });
  const { snapshots, overrides, syncLog, rulesetPayloads, keys } = upstream;
  const services: EvaluationServices = {
    ...{ snapshots, overrides, syncLog, rulesetPayloads, keys, usage },
    ...{ now: runtime.now, newId: runtime.newId, random: runtime.random },
    // Not copied: it is known once the server has answered.
    get environment() {
      return upstream.environment;
    },
    protocolUses: NO_PROTOCOL_USES,
    publicEvaluation: settings.PUBLIC_EVALUATION,
    draining: draining.signal,
    stopping: stopping.signal,
  };
  const place = publicPlaceOf(settings);
  const surface = createEdgeSurface({ ...parts, services, upstream });
  const http = await startHttpServer({ ...parts, services, surface, place, isHttps: isBehindHttps(settings, place) });
  const onFailed = onceAMinute(runtime.clock, (problem) =>
    log.warn({ problem }, 'could not report how often flags were evaluated'),
  );
  const stopReports = repeat({ everyMs: MINUTE_MS, isEager: false, task: usage.flush, onFailed });

  async function end(isHurried: boolean): Promise<void> {
    draining.abort();
    await http.close({ ...closingOf(settings, isHurried), onDrained: () => stopping.abort() });
    await Promise.all([upstream.stop(), stopReports().then(usage.flush).catch(onFailed)]);
  }

  let ending: Promise<void> | undefined;
  return {
    port: http.port,
    ready: upstream.loaded,
    environment: () => upstream.environment,
    stop: ({ isHurried } = { isHurried: false }) => (ending ??= end(isHurried)),
  };
}
