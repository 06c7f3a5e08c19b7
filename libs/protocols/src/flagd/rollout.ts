import { BUCKETS, type Rollout, SECOND_MS } from '@burgee/contracts';
import { isHashable, variableOf } from './attribute.ts';
import { reached } from './instant.ts';
import { choose, Inexact, isSame, type Logic } from './logic.ts';

type Steps = Extract<Rollout['schedule'], { kind: 'steps' }>;
type Ramp = Extract<Rollout['schedule'], { kind: 'ramp' }>;

/** Holds for the contexts that a rollout includes. @throws Inexact */
export function includedBy(rollout: Rollout, flagSalt: string): Logic {
  const { schedule } = rollout;
  if (schedule.kind === 'fixed') return includedAt(rollout, flagSalt, schedule.percentage);
  const { steps } = schedule.kind === 'steps' ? schedule : rampInSteps(schedule);
  return choose(
    latestFirst(steps).map(({ at, percentage }) => [
      at === BEGINNING ? true : reached(Date.parse(at)),
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

/** Decides by the hash of the first attribute that is present. `text` returns the parts of the hashed text. */
export function hashedBy(
  { algorithm, salt, bucketBy }: Pick<Rollout, 'algorithm' | 'salt' | 'bucketBy'>,
  flagSalt: string,
  missing: Logic,
  decide: (text: (separator: string) => Logic[]) => Logic,
): Logic {
  const used = salt ?? flagSalt;
  if (algorithm !== 'murmur3') throw new Inexact(`uses the hash ${algorithm}, which flagd does not have`);
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

/** If several steps have one instant, the last one applies. */
function latestFirst(steps: Steps['steps']): Steps['steps'] {
  return steps.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)).reverse();
}

/** The step that applies at any time before the others. */
const BEGINNING = '0000-01-01T00:00:00Z';

/**
 * A ramp in steps of 1%, at the whole second at which it reaches each. So it lags behind by at most 1% and a second. A short
 * ramp has several steps in one second, of which the last applies.
 */
export function rampInSteps({ from, to, startAt, endAt }: Ramp): Steps {
  const [start, end] = [Date.parse(startAt), Date.parse(endAt)];
  const size = Math.abs(to - from);
  const inner = Array.from({ length: Math.max(0, Math.ceil(size) - 1) }, (_, index) => index + 1).map((percent) => ({
    at: toSecond(start + ((end - start) * percent) / size),
    percentage: from + (to > from ? percent : -percent),
  }));
  return {
    kind: 'steps',
    steps: [{ at: BEGINNING, percentage: from }, ...inner, { at: toSecond(end), percentage: to }],
  };
}

function toSecond(instant: number): string {
  return new Date(Math.ceil(instant / SECOND_MS) * SECOND_MS).toISOString();
}

/** Number of buckets below those that are excluded. Rounds 2.007 * 1000, which is 2007.0000000000002. */
function ownedBuckets(percentage: number): number {
  const buckets = percentage * 1000;
  const nearest = Math.round(buckets);
  return Math.abs(buckets - nearest) < 1e-6 ? nearest : Math.ceil(buckets);
}
