// Two routes of Express that send the same text; the one at /flagged reads flags through the middleware of @burgee/node.
import { featureFlags } from '@burgee/node/express';
import express, { type RequestHandler } from 'express';
import { followRuleset } from './fake-sync.ts';
import { mixedRuleset } from './rulesets.ts';

const FLAGS = 1_000;
/** How many flags a request reads. */
const READ = 10;

const ruleset = mixedRuleset(FLAGS);
/** The stride and the number of kinds have no common factor, so that the flags are of various kinds. */
const keys = Array.from({ length: READ }, (_, index) => ruleset.flags[index * 97]?.key ?? '');
const burgee = await followRuleset(ruleset);

const send: RequestHandler = (_request, response) => {
  response.json({ read: READ });
};

express()
  .get('/', send)
  .get(
    '/flagged',
    featureFlags(burgee, (request) => ({ userId: request.get('x-user-id') ?? 'ann', country: 'NL', plan: 'pro' })),
    ({ flags }, response) => {
      response.json({ read: keys.map((key) => flags.isEnabled(key)).length });
    },
  )
  .listen(Number(process.env['PORT']), '127.0.0.1');
