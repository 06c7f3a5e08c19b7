import { BUCKETS, type Rollout, SECOND_MS } from '@burgee/contracts';
import { isHashable, variableOf } from './attribute.ts';
import { reached } from './instant.ts';
import { choose, Inexact, isSame, type Logic } from './logic.ts';

type Schedule = Rollout['schedule'];
type Step = { readonly at: number; readonly percentage: number };

/** Holds for the contexts that a rollout includes. @throws Inexact */
export function includedBy(rollout: Rollout, flagSalt: string): Logic {
  const { schedule } = rollout;
  if (schedule.kind === 'fixed') return includedAt(rollout, flagSalt, schedule.percentage);
  const steps = schedule.kind === 'steps' ? stepsOf(schedule) : stairsOf(schedule);
  return choose(
    steps.map(({ at, percentage }) => [
      at === -Infinity ? true : reached(at),
      includedAt(rollout, flagSalt, percentage),
    ]),
    false,
  );
}

function includedAt(rollout: Rollout, flagSalt: string, percentage: number): Logic {
  const buckets = ownedBuckets(percentage);
  if (buckets <= 0) return false;
  if (buckets >= BUCKETS) return true;
  if (rollout.missing === 'random') throw new Inexact('includes random contexts without an id, which flagd cannot');
  return hashedBy(rollout, flagSalt, rollout.missing === 'included', (text) =>
    isSame({ fractional: [{ cat: text(':') }, ['in', buckets], ['out', BUCKETS - buckets]] }, 'in'),
  );
}

/** What decides by the hash of the first attribute that is present. `text` returns the parts of the hashed text. */
export function hashedBy(
  { algorithm, salt, bucketBy }: Pick<Rollout, 'algorithm' | 'salt' | 'bucketBy'>,
  flagSalt: string,
  missing: Logic,
  decide: (text: (separator: string) => Logic[]) => Logic,
): Logic {
  const used = salt ?? flagSalt;
  if (algorithm !== 'murmur3') throw new Inexact(`uses the hash ${algorithm}, which flagd does not have`);
  // eslint-disable-next-line no-control-regex -- all of ASCII
  if (!/^[\u0000-\u007f]*$/.test(used)) {
    throw new Inexact(`has the salt "${used}": providers of flagd hash it differently; use a salt of ASCII characters`);
  }
  return choose(
    bucketBy.map((name) => {
      const variable = variableOf(name);
      return [isHashable(variable), decide((separator) => [used, separator, variable.value])];
    }),
    missing,
  );
}

/** The latest first. Of several at one instant, the last one applies. */
function stepsOf({ steps }: Extract<Schedule, { kind: 'steps' }>): Step[] {
  return steps
    .map(({ at, percentage }) => ({ at: Date.parse(at), percentage }))
    .sort((one, other) => one.at - other.at)
    .reverse();
}

/**
 * A ramp in steps of 1%, at the whole second at which it reaches each, the latest first. So it lags behind by at most 1% and a
 * second. A short ramp has fewer steps.
 */
export function stairsOf({ from, to, startAt, endAt }: Extract<Schedule, { kind: 'ramp' }>): Step[] {
  const [start, end] = [Date.parse(startAt), Date.parse(endAt)];
  const size = Math.abs(to - from);
  const stairs = Array.from({ length: Math.max(0, Math.ceil(size) - 1) }, (_, index) => index + 1).map((percent) => ({
    at: toSecond(start + ((end - start) * percent) / size),
    percentage: from + (to > from ? percent : -percent),
  }));
  return [{ at: -Infinity, percentage: from }, ...stairs, { at: toSecond(end), percentage: to }].reverse();
}

function toSecond(instant: number): number {
  return Math.ceil(instant / SECOND_MS) * SECOND_MS;
}

/** Number of buckets below those that are excluded. Rounds 2.007 * 1000, which is 2007.0000000000002. */
function ownedBuckets(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : Math.ceil(buckets);
}
