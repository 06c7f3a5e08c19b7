import { compileRuleset } from '@burgee/evaluator';
import { featureFlags, requireFlag } from '@burgee/express';
import { importUnleash } from '@burgee/importers';
import express from 'express';
import { flags } from '../flags.js';

const ruleset = () => compileRuleset(importUnleash({ version: 2, features: [], segments: [] }).ruleset);

export const app = express();
app.use(featureFlags({ flags, ruleset, contextOf: () => ({ age: 7 }) })); // wrong: an unknown attribute
app.use(featureFlags({ flags, ruleset })); // wrong: the context is missing
app.use(requireFlag('checkout')); // wrong: an unknown key
app.get('/', (request, response) => {
  const limit: string = request.featureFlags.get('upload-limit'); // wrong: a value of another type
  const isNew = request.featureFlags.isEnabled('new'); // wrong: an unknown key
  response.json({ limit, isNew });
});
