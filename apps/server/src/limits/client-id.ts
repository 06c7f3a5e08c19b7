import type { Caller } from '@burgee/api';

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

/** An IPv4 address; of an IPv6 one the first 64 bits, since whoever has one has all that begin with those. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice('::ffff:'.length);
  const [front = '', back] = (address.split('%', 1)[0] ?? '').toLowerCase().split('::');
  const head = groupsOf(front);
  const tail = back === undefined ? [] : groupsOf(back);
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').map((group) => group.replace(/^0+(?=.)/, ''));
}
