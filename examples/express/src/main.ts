import { featureFlags } from '@burgee/express';
import { createApp } from './app.js';
import { flags } from './flags.js';
import { readRuleset } from './ruleset.js';

const ruleset = await readRuleset(new URL('../unleash.json', import.meta.url));
// An application takes the user from its session.
const flagsOfRequest = featureFlags({
  flags,
  contextOf: (request) => ({ userId: String(request.query['user']) }),
  ruleset: () => ruleset,
});

const port = Number(process.env['PORT'] ?? 3000);
createApp(flagsOfRequest).listen(port, () => console.log(`http://localhost:${port}/?user=ann`));
