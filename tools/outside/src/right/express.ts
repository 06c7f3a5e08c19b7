import { compileRuleset } from '@burgee/evaluator';
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
    ruleset: () => compiled,
    onError: (error) => console.error(error),
  }),
);
app.get('/checkout', requireFlag('new-checkout', { else: '/old-checkout' }), (request, response) => {
  const color: 'red' | 'blue' = request.flags.get('color');
  response.json({ color, isNew: request.featureFlags.isEnabled('new-checkout') });
});
