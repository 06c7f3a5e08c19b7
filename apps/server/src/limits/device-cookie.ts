import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Sender } from '../cross-site.ts';
import { type Cookies, DEVICE_COOKIE } from '../sign-in/cookies.ts';

/**
 * Records in a browser that an account has signed in there, so that password attempts from elsewhere do not lock it
 * out. The cookie grants no access.
 *
 * Source: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export type DeviceCookies = {
  /** Returns the device that the browser's cookie proves for this account, if any. */
  deviceOf(sender: Sender, account: string): string | undefined;
  /** Returns the `Set-Cookie` line. */
  cookieFor(sender: Sender, device: string, account: string): string;
};

type DeviceCookiesOptions = {
  readonly key: KeyObject;
  readonly cookies: Cookies;
  readonly now: () => Date;
};

const LASTS_SEC = 90 * 24 * 60 * 60;

export function createDeviceCookies({ key, cookies, now }: DeviceCookiesOptions): DeviceCookies {
  const nowSec = () => Math.floor(now().getTime() / 1000);

  /** Covers the account without revealing it to readers of the cookie. */
  function sign(device: string, endsAtSec: number, account: string): Buffer {
    return createHmac('sha256', key)
      .update(JSON.stringify([device, endsAtSec, account]))
      .digest();
  }

  function deviceOf(sender: Sender, account: string): string | undefined {
    const [device, endsAt, signature] = valueIn(cookies.read(sender))?.split('.') ?? [];
    if (!device || !endsAt || !signature || !(Number(endsAt) > nowSec())) return undefined;
    const given = Buffer.from(signature, 'base64url');
    const wanted = sign(device, Number(endsAt), account);
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? device : undefined;
  }

  function cookieFor(sender: Sender, device: string, account: string): string {
    const endsAtSec = nowSec() + LASTS_SEC;
    const value = [device, endsAtSec, sign(device, endsAtSec, account).toString('base64url')].join('.');
    const attributes = [`Max-Age=${LASTS_SEC}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
    return cookies.write([`${DEVICE_COOKIE}=${value}`, ...attributes].join('; '), sender);
  }

  return { deviceOf, cookieFor };
}

function valueIn(cookies: string | undefined): string | undefined {
  const start = `${DEVICE_COOKIE}=`;
  const found = cookies?.split('; ').find((part) => part.startsWith(start));
  return found?.slice(start.length);
}
