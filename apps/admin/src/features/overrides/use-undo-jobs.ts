import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { useSurroundings } from '../../app/surroundings.ts';
import { runJobs, type Job } from './run-jobs.ts';

/** Says what was done to many, and takes it back when that is asked for. */
export function useUndoJobs(): (message: string, undo: () => readonly Job[]) => void {
  const { now } = useSurroundings();
  async function takeBack(jobs: readonly Job[]): Promise<void> {
    const { done, error, retryAt } = await runJobs(jobs, { now, isStopped: () => false, onDone: () => {} });
    if (error) notifyFailure(error);
    else if (retryAt !== undefined) {
      const time = new Date(retryAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
      notifyDone(
        `${done} of ${jobs.length} are taken back; the limit of an hour lets the others be changed at ${time}.`,
      );
    } else notifyDone('It is as it was.');
  }
  return (message, undo) => offerUndo(message, () => void takeBack(undo()));
}
