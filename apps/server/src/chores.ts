import {
  createCheckpoints,
  repeat,
  type Services,
  sweepAudit,
  sweepOverrides,
  sweepSignIns,
  sweepUsage,
  writeContext,
} from '@burgee/api';
import { MINUTE_MS } from '@burgee/contracts';
import type { Settings } from './env.ts';
import { onceAMinute } from './once-a-minute.ts';
import type { Dependencies } from './runtime.ts';
import type { ServerTime } from './server-time.ts';

/** Starts the server's periodic tasks. */
export function startChores(
  services: Services,
  time: Pick<ServerTime, 'compare'>,
  given: Dependencies,
): { stop(): Promise<void> } {
  const { settings, runtime, log } = given;
  const stopJanitor = repeat({
    everyMs: settings.JANITOR_INTERVAL_MS,
    isEager: true,
    task: () => sweepExpired(services, settings),
    onFailed: onceAMinute(runtime.clock, (problem) => log.warn({ problem }, 'the janitor could not sweep')),
  });
  const stopComparing = repeat({
    everyMs: COMPARE_MS,
    isEager: false,
    task: () => time.compare(services.database),
    // The comparison of versions already reports an unreachable database.
    onFailed: () => undefined,
  });
  const saves = startPeriodicSaves(services, given);
  return {
    stop: async () => {
      await Promise.all([stopJanitor(), stopComparing()]);
      await Promise.all([saves.stop(), services.protocolUses.settled()]);
    },
  };
}

/** How long a server may run with a wrong time, in milliseconds. */
const COMPARE_MS = 5_000;

/** How often the last use of keys and the usage of flags are saved: both are shown to the minute. */
const USES_MS = MINUTE_MS;

/** Saves usage and checkpoints periodically, and once more at the end. */
function startPeriodicSaves(
  { database, keys, usage, snapshots }: Services,
  { settings: { AUDIT_CHECKPOINT_INTERVAL_MS }, runtime: { clock }, log }: Dependencies,
): { stop(): Promise<void> } {
  const writeCheckpoint = createCheckpoints(database, (checkpoint) => log.info(checkpoint, 'audit checkpoint'));
  const tasks = [
    { everyMs: USES_MS, task: () => keys.writeUses(), what: 'could not save when keys were last used' },
    { everyMs: USES_MS, task: () => usage.flush(), what: 'could not save how often flags were evaluated' },
    { everyMs: AUDIT_CHECKPOINT_INTERVAL_MS, task: writeCheckpoint, what: 'could not read the audit trail' },
  ];
  let stops: (() => Promise<void>)[] = [];
  let isStopped = false;
  // The tables may not exist before that.
  void snapshots.loaded.then(() => {
    if (isStopped) return;
    stops = tasks.map(({ everyMs, task, what }) => {
      const onFailed = onceAMinute(clock, (problem) => log.warn({ problem }, what));
      const stop = repeat({ everyMs, isEager: false, task, onFailed });
      return () => stop().then(task).catch(onFailed);
    });
  });
  async function stop(): Promise<void> {
    isStopped = true;
    await Promise.all(stops.map((end) => end()));
  }
  return { stop };
}

async function sweepExpired(services: Services, { AUDIT_RETENTION_DAYS }: Settings): Promise<void> {
  // The tables may not exist before that.
  if (!services.snapshots.status().isLoaded) return;
  await sweepOverrides(writeContext(services, { actor: 'janitor' }));
  await sweepSignIns(services);
  await sweepUsage(services);
  if (AUDIT_RETENTION_DAYS === undefined) return;
  await sweepAudit(services.database, services.auditKey, AUDIT_RETENTION_DAYS);
}
