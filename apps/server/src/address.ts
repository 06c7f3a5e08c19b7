import { isIP, SocketAddress } from 'node:net';

/**
 * Parses an address as sockets, proxies and load balancers write it: alone, with a port (Azure writes
 * `192.0.2.1:50412`), in brackets, in quotes, or with a zone. Returns `undefined` for text without an address, such as
 * `unknown`. Normalizes the spelling, and turns an IPv4-mapped IPv6 address into IPv4.
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

/**
 * Returns a parsed IPv4 address unchanged, and the first 64 bits of an IPv6 address, because one customer owns that
 * whole range.
 */
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
