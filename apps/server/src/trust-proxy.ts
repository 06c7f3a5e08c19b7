import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';

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

export function isTrust(text: string): boolean {
  try {
    compileTrust(text);
    return true;
  } catch {
    return false;
  }
}

/** Where a request comes from: what was forwarded counts only from proxies that are trusted. */
export function addressOf(request: IncomingMessage, trust: Trust): string {
  const nearest = request.socket.remoteAddress ?? '';
  if (request.headers['x-forwarded-for'] === undefined || !trust(nearest, 0)) return nearest;
  return proxyAddr(request, trust);
}
