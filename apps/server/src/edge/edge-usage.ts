import { type createUsageCounter } from '@burgee/api';
import type { SyncUsageBody } from '@burgee/contracts';
import type { SyncRequests } from '@burgee/node/internal';

type UsageWriter = Parameters<typeof createUsageCounter>[0]['write'];
type Count = SyncUsageBody['counts'][number];

/** Limits of the protocol. */
const MAX_COUNT = 1_000_000_000;
const MAX_COUNTS = 10_000;

/** Reports counts to the server that is followed, which adds them to those of the hour in which they arrive. */
export function createUsageReports(requests: Pick<SyncRequests, 'usage'>, sdk: SyncUsageBody['sdk']): UsageWriter {
  return async (cells) => {
    const counts = cells.flatMap(({ flagKey, variant, count }) =>
      partsOf(count).map((part) => ({ flagKey, variant: variant === '' ? null : variant, count: part }) as Count),
    );
    for (let at = 0; at < counts.length; at += MAX_COUNTS) {
      await requests.usage({ sdk, counts: counts.slice(at, at + MAX_COUNTS) });
    }
  };
}

/** A count in parts that the protocol allows. */
function partsOf(count: number): number[] {
  const whole = Array<number>(Math.floor(count / MAX_COUNT)).fill(MAX_COUNT);
  return count % MAX_COUNT === 0 ? whole : [...whole, count % MAX_COUNT];
}
