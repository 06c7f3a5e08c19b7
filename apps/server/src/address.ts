import { isIP, SocketAddress } from 'node:net';

/**
 * The address in a text as sockets, proxies and load balancers write it: alone, with a port (Azure writes
 * `192.0.2.1:50412`), in brackets, in quotes, or with a zone. `undefined` where there is none, such as in `unknown`. One
 * address has one spelling, and an IPv4 address that a socket wrote as IPv6 is IPv4.
 */
export function parseAddress(text: string): string | undefined {
  const [address = ''] = withoutPort(text.trim().replace(/^"(.*)"$/, '$1')).split('%', 1);
  const family = isIP(address);
  if (family !== 6) return family === 4 ? address : undefined;
  const spelled = new SocketAddress({ address, family: 'ipv6' }).address;
  return /^::ffff:([\d.]+)$/.exec(spelled)?.[1] ?? spelled;
}

function withoutPort(text: string): string {
  const [, inBrackets] = /^\[([^\]]+)\](?::\d+)?$/.exec(text) ?? [];
  const [, beforePort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return inBrackets ?? beforePort ?? text;
}

/** A parsed IPv4 address; of an IPv6 one the first 64 bits, since one customer has all that begin with those. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [front = '', back] = address.split('::');
  const head = groupsOf(front);
  const tail = back === undefined ? [] : groupsOf(back);
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
