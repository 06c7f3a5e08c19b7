import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import { parseAddress } from './address.ts';

/** Whether the proxy at `address`, the `index`th from here, says truthfully whom it speaks for. */
export type Trust = (address: string, index: number) => boolean;

/**
 * @param text nothing, for no proxy; how many proxies there are; or their addresses and subnets, separated by commas, with
 * `loopback`, `linklocal` and `uniquelocal` for those that are called so.
 * @throws TypeError for anything else.
 */
export function compileTrust(text: string): Trust {
  if (/^\d{1,2}$/.test(text)) return (_address, index) => index < Number(text);
  const places = text.split(',').flatMap((place) => place.trim() || []);
  // It would take "1000" for 0.0.3.232.
  for (const place of places) if (!isNamed(place)) throw new TypeError(`no address: ${place}`);
  return proxyAddr.compile(places);
}

function isNamed(place: string): boolean {
  return ['loopback', 'linklocal', 'uniquelocal'].includes(place) || isIP(place.split('/', 1)[0] ?? '') > 0;
}

/**
 * The address that a request comes from, in one spelling: an entry of `X-Forwarded-For` counts if every proxy between it
 * and here is trusted. An entry that is not an address counts as the address of the proxy that sent it on.
 */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  let address = parseAddress(request.socket.remoteAddress ?? '') ?? '';
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined) return address;
  for (const [index, entry] of String(forwarded).split(',').reverse().entries()) {
    const next = trust(address, index) ? parseAddress(entry) : undefined;
    if (next === undefined) return address;
    address = next;
  }
  return address;
}
