import type { Services } from '@burgee/api';
import type { EvaluationContext } from '@burgee/contracts';
import { featureFlags, requireFlag } from '@burgee/node/express';
import type { Request, Router } from 'express';

/** Data of the demo. A real application would read it from its own database. */
const WISHLIST = {
  items: [
    { id: 'kettle', name: 'Whistling kettle', note: 'the enamelled one', price: 48, gotIt: false },
    { id: 'lamp', name: 'Reading lamp', note: 'warm light', price: 120, gotIt: false },
    { id: 'atlas', name: 'Sea atlas', note: 'any edition with the small islands', price: 65, gotIt: true },
    { id: 'boots', name: 'Rain boots', note: 'size 39', price: 59, gotIt: false },
  ],
};

/** Mounts the demo's API, gated as in any Express application: middleware, then a guard (W9.8, W9.12, F1.14). */
export function mountDemo(router: Router, services: Services): void {
  const flags = featureFlags({
    contextOf,
    overridesFor: (context) => services.overrides.forContext(services.environment, context),
    ruleset: () => services.snapshots.ruleset(services.environment),
    now: () => services.now().getTime(),
  });
  router.get('/api/wishlist', flags, requireFlag('wishlist-gallery'), (_request, response) => {
    response.setHeader('Cache-Control', 'private, no-cache');
    response.json(WISHLIST);
  });
}

/**
 * Passed on unparsed: Express turns a repeated parameter into a list, which is not a valid id and so never an anonymous
 * caller.
 */
function contextOf({ query: { userId, sessionId } }: Request): EvaluationContext {
  return { userId, sessionId } as EvaluationContext;
}
