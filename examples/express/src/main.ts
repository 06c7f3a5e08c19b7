import { createFlagServer } from '@burgee/node';
import { featureFlags } from '@burgee/node/express';
import { createApp } from './app.js';
import { flags } from './flags.js';

const { BURGEE_URL = 'http://localhost:3000', BURGEE_KEY, PORT = '4000' } = process.env;

const burgee = createFlagServer({
  url: BURGEE_URL,
  key: BURGEE_KEY,
  flags,
  snapshot: '.burgee/flags.json',
  onProblem: ({ code, message }) => console.warn(code, message),
});
await burgee.ready();

// An application takes the user from its session.
const flagsOfRequest = featureFlags(burgee, (request) => ({ userId: String(request.query['user']) }));
createApp(flagsOfRequest).listen(Number(PORT), () => console.log(`http://localhost:${PORT}/?user=ann`));
