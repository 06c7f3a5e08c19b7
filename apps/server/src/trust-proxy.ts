import type { Request } from 'express';
import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';
import proxyAddr from 'proxy-addr';
import { parseAddress } from './address.ts';

/** Whether to trust the client address reported by the proxy at `address`, the `index`th from here. */
export type Trust = (address: string, index: number) => boolean;

/**
 * @param text empty for no proxy; the number of proxies; or their addresses and subnets, separated by commas. Subnets
 * may have the names `loopback`, `linklocal` and `uniquelocal`.
 * @throws TypeError for anything else.
 */
export function compileTrust(text: string): Trust {
  if (/^\d{1,2}$/.test(text)) return (_address, index) => index < Number(text);
  const places = text.split(',').flatMap((place) => place.trim() || []);
  // `proxyAddr` would read "1000" as 0.0.3.232.
  for (const place of places) if (!isNamed(place)) throw new TypeError(`not an address: ${place}`);
  return proxyAddr.compile(places);
}

function isNamed(place: string): boolean {
  return ['loopback', 'linklocal', 'uniquelocal'].includes(place) || isIP(place.split('/', 1)[0] ?? '') > 0;
}

/** The address that Express finds by the same rules; `undefined` if the connection has ended. */
export function shownAddressOf({ ip }: { readonly ip?: string | undefined }): string | undefined {
  return ip === undefined ? undefined : parseAddress(ip);
}

/** Whether a proxy named the client of a request, and whether that counts. */
export function proxyOf(request: Request): 'none' | 'trusted' | 'ignored' {
  if (request.headers['x-forwarded-for'] === undefined) return 'none';
  const trust = request.app.get('trust proxy') as Trust;
  return trust(peerOf(request.socket), 0) ? 'trusted' : 'ignored';
}

/**
 * Returns the normalized address that a request comes from. An entry of `X-Forwarded-For` counts if every proxy
 * between it and this server is trusted. An entry that is not an address counts as the address of the proxy that
 * forwarded it.
 */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  let address = peerOf(request.socket);
  const forwarded = request.headers['x-forwarded-for'];
  if (forwarded === undefined) return address;
  for (const [index, entry] of String(forwarded).split(',').reverse().entries()) {
    const next = trust(address, index) ? parseAddress(entry) : undefined;
    if (next === undefined) return address;
    address = next;
  }
  return address;
}

/** Parsed once per connection, because most connections send many requests. */
const peers = new WeakMap<Socket, string>();

/** The normalized address at the other end of a connection, which never changes. */
function peerOf(socket: Socket): string {
  const known = peers.get(socket);
  if (known !== undefined) return known;
  const address = parseAddress(socket.remoteAddress ?? '');
  // A connection that has ended no longer has an address.
  if (address !== undefined) peers.set(socket, address);
  return address ?? '';
}
