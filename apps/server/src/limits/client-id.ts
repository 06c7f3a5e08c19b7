import type { Caller } from '@burgee/api';
import { networkOf } from '../address.ts';

/**
 * Whose requests are counted together: those of a key or of somebody who is known, wherever they come from, so that many
 * behind one address do not share a limit; and of an address where nobody is known.
 */
export function clientOf(caller: Caller, address: string): string {
  if ('session' in caller) return `actor:${caller.session.actor}`;
  if (!('key' in caller)) return unknownAt(address);
  const { kind, id } = caller.key;
  // A web key is public: alone, whoever reads it in a page could use up the limit of everybody else.
  return kind === 'web' ? `key:${id}:${networkOf(address)}` : `key:${id}`;
}

export function unknownAt(address: string): string {
  return `address:${networkOf(address)}`;
}
