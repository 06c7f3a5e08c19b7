import type { Caller } from '@burgee/api';
import { networkOf } from '../address.ts';

/**
 * Returns the id whose requests are counted together. A key or an authenticated caller has its own, so that callers
 * behind one address do not share a limit; unauthenticated requests are counted by address.
 */
export function clientIdOf(caller: Caller, address: string): string {
  if ('session' in caller) return `actor:${caller.session.actor}`;
  if (!('key' in caller)) return clientIdOfAddress(address);
  const { kind, id } = caller.key;
  // A web key is public: without the address, anyone who reads it in a page could use up the limit of all its users.
  return kind === 'web' ? `key:${id}:${networkOf(address)}` : `key:${id}`;
}

export function clientIdOfAddress(address: string): string {
  return `address:${networkOf(address)}`;
}
