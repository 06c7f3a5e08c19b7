import type { Deed } from './story.ts';
import { hoursAgo } from './time.ts';

/** Visitors per hour, up to the current hour: few at night, most in the evening. */
const VISITORS = [16, 18, 20, 22, 23, 24, 27, 25, 19, 12, 7, 4, 3, 2, 2, 3, 5, 9, 13, 17, 19, 20, 18, 7];
const COUNTRIES = ['DE', 'FR', 'AT', 'US', 'DE', 'IT', 'CH'];

/** The evaluations for visitors during the last day. */
export const USAGE: readonly Deed[] = VISITORS.map((visitors, hour) => ({
  at: hoursAgo(VISITORS.length - 1 - hour),
  by: 'mira',
  does: (api) =>
    Promise.all(
      Array.from({ length: visitors }, (_, index) =>
        api.evaluation.evaluateAll.query({
          environment: 'production',
          context: {
            userId: `u-${hour * 100 + index}`,
            country: COUNTRIES[index % COUNTRIES.length],
            appVersion: index % 3 === 0 ? '4.1.7' : '4.3.0',
          },
        }),
      ),
    ),
}));
