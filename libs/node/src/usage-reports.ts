import { after } from '@burgee/client/internal';
import type { SyncUsageBody } from '@burgee/contracts/sync';
import type { UsageCounter } from './usage-counter.ts';

/** Once a minute. A fifth is random, so that servers that started together do not report in the same instant. */
const REPORT_EVERY_MS = 60_000;

export type UsageReports = {
  /** Sends what was counted and has not been sent, and stops. Never rejects. */
  stop(): Promise<void>;
};

type Options = {
  readonly counter: UsageCounter;
  readonly send: (body: SyncUsageBody) => Promise<void>;
  readonly sdk: SyncUsageBody['sdk'];
  readonly random: () => number;
  /** Called after each report. @param error `undefined` if it succeeded. */
  readonly onSettled: (error?: unknown) => void;
};

/** Reports usage again and again. Counts that could not be sent are sent with the next report. */
export function startUsageReports({ counter, send, sdk, random, onSettled }: Options): UsageReports {
  let isStopped = false;
  let cancel = schedule();

  function schedule(): () => void {
    return after(REPORT_EVERY_MS * (1 - random() / 5), () => {
      void report().then(() => {
        if (!isStopped) cancel = schedule();
      });
    });
  }

  async function report(): Promise<void> {
    for (const counts of counter.take()) {
      try {
        await send({ sdk, counts });
        onSettled();
      } catch (error) {
        counter.putBack(counts);
        onSettled(error);
      }
    }
  }

  return {
    stop: async () => {
      isStopped = true;
      cancel();
      await report();
    },
  };
}
