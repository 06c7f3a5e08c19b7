import { aFlag, aTextFlag, aUserOverride } from '@burgee/testing';
import { follow, startTestBurgee } from './test-burgee.ts';

/** A flag server for tests of adapters: `new-checkout` is on for Ann only, `gallery` for everyone, and `color` is blue. */
export async function startFlags() {
  const flags = [aFlag({ key: 'new-checkout', rollout: 0 }), aFlag({ key: 'gallery' }), aTextFlag({ key: 'color' })];
  const server = follow(startTestBurgee({ flags }, [aUserOverride({ flagKey: 'new-checkout', target: 'ann' })]));
  await server.ready();
  return server;
}

/** The body of a refusal. */
export const NOT_AVAILABLE = {
  type: 'urn:burgee:problem:feature-not-available',
  title: 'Feature not available',
  status: 404,
  code: 'FEATURE_NOT_AVAILABLE',
  hint: 'It is behind the flag "new-checkout", which is off for you.',
};

/** The context of a request with the parameter `userId` in its query. */
export function contextOfUser(userId: string | undefined): { userId?: string } {
  return userId === undefined ? {} : { userId };
}

export function fail(message: string): never {
  throw new Error(message);
}
