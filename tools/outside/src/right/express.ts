import { compileRuleset, evaluateAll } from '@burgee/evaluator';
import { featureFlags, requireFlag } from '@burgee/express';
import { importUnleash } from '@burgee/importers';
import express from 'express';
import { flags } from '../flags.js';

const { ruleset } = importUnleash({ version: 2, features: [], segments: [] });
const compiled = compileRuleset(ruleset);

export const app = express();
app.use(
  featureFlags({
    flags,
    contextOf: async (request) => ({ userId: String(request.query['userId']), plan: 'pro' }),
    evaluateAll: (context) => evaluateAll(compiled, context, { now: Date.now() }),
    onError: (error) => console.error(error),
  }),
);
app.get('/checkout', requireFlag('new-checkout'), (request, response) => {
  const color: 'red' | 'blue' = request.featureFlags.get('color');
  response.json({ color, isNew: request.featureFlags.isEnabled('new-checkout') });
});
