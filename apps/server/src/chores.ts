import {
  createCheckpoints,
  repeat,
  sweepAudit,
  sweepOverrides,
  sweepSignIns,
  sweepUsage,
  writeContext,
  type Services,
} from '@burgee/api';
import type { Settings } from './env.ts';
import { onceAMinute } from './once-a-minute.ts';
import type { Given } from './runtime.ts';
import type { ServerTime } from './server-time.ts';

/** What a server does now and then, whoever asks it for whatever. */
export function startChores(
  services: Services,
  time: Pick<ServerTime, 'compare'>,
  given: Given,
): { stop(): Promise<void> } {
  const { settings, runtime, log } = given;
  const stopJanitor = repeat({
    everyMs: settings.JANITOR_INTERVAL_MS,
    isEager: true,
    task: () => sweep(services, settings),
    onFailed: onceAMinute(runtime.clock, (problem) => log.warn({ problem }, 'the janitor could not sweep')),
  });
  const stopComparing = repeat({
    everyMs: COMPARE_MS,
    isEager: false,
    task: () => time.compare(services.database),
    // The comparison of versions reports that the database is away.
    onFailed: () => undefined,
  });
  const notes = keepNotes(services, given);
  return {
    stop: async () => {
      await Promise.all([stopJanitor(), stopComparing()]);
      await notes.stop();
    },
  };
}

/** How long a server may go on with a time that is wrong, in milliseconds. */
const COMPARE_MS = 5_000;

/** How often it is written down which keys were used, and how often flags: both are shown to the minute. */
const USES_MS = 60_000;

/** What is written down now and then, and once more at the end. */
function keepNotes(
  { database, keys, usage, snapshots }: Services,
  { settings: { AUDIT_CHECKPOINT_INTERVAL_MS }, runtime: { clock }, log }: Given,
): { stop(): Promise<void> } {
  const noteCheckpoint = createCheckpoints(database, (checkpoint) => log.info(checkpoint, 'audit checkpoint'));
  const tasks = [
    { everyMs: USES_MS, task: () => keys.writeUses(), what: 'the last use of keys could not be written down' },
    { everyMs: USES_MS, task: () => usage.flush(), what: 'how often flags were evaluated could not be written down' },
    { everyMs: AUDIT_CHECKPOINT_INTERVAL_MS, task: noteCheckpoint, what: 'the trail could not be read' },
  ];
  let stops: (() => Promise<void>)[] = [];
  let isStopped = false;
  // Before that there may be no tables yet.
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

async function sweep(services: Services, { AUDIT_RETENTION_DAYS }: Settings): Promise<void> {
  // Before that there may be no tables yet.
  if (!services.snapshots.status().isLoaded) return;
  await sweepOverrides(writeContext(services, { actor: 'janitor' }));
  await sweepSignIns(services);
  await sweepUsage(services);
  if (AUDIT_RETENTION_DAYS === undefined) return;
  await sweepAudit(services.database, services.auditKey, AUDIT_RETENTION_DAYS);
}
