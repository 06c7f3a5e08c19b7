import { createFlagServer, type FlagServer } from '@burgee/node';
import { createNextFlags } from '@burgee/node/next';
import { cookies } from 'next/headers';
import { flags } from './flags';

const { BURGEE_URL = 'http://localhost:4000', BURGEE_KEY, BURGEE_WEB_KEY } = process.env;

/** The address and the key that browsers use. Unlike a server key, a web key is public. */
export const inBrowsers = { url: BURGEE_URL, sdkKey: BURGEE_WEB_KEY };

// Next.js loads this module several times, and one flag server is enough.
const held = globalThis as { burgee?: FlagServer };
const burgee = (held.burgee ??= createFlagServer({
  url: BURGEE_URL,
  key: BURGEE_KEY,
  flags,
  onProblem: ({ code, message }) => console.warn(code, message),
}));

/** An application takes the user from its session. */
export async function getContext() {
  return { userId: (await cookies()).get('user')?.value };
}

export const { getFlags, getBootstrap } = createNextFlags(burgee, getContext);
