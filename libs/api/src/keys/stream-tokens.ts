import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Tokens that open the event streams of a key for a while, and nothing else. Browsers send no headers with an event stream,
 * so its token is in the address, where the key itself must never be.
 *
 * They are signed with the hash of the key's secret: every server and every edge that accepts the key accepts them, without a
 * secret of their own, and they end with the key.
 */
export type StreamToken = { readonly id: string; readonly endsAtSec: number; readonly signature: string };

/** @param key with the hash of its secret. */
export function signStreamToken(
  { id, hash }: { readonly id: string; readonly hash: string },
  endsAtSec: number,
): string {
  return `${id}.${endsAtSec}.${sign(hash, id, endsAtSec)}`;
}

export function readStreamToken(token: string): StreamToken | undefined {
  const [, id = '', endsAtSec, signature = ''] = /^([^.]{1,100})\.(\d{1,12})\.([\w-]{43})$/.exec(token) ?? [];
  return endsAtSec === undefined ? undefined : { id, endsAtSec: Number(endsAtSec), signature };
}

/** @param hash of the secret of a key. */
export function isSignedWith(hash: string, { id, endsAtSec, signature }: StreamToken): boolean {
  return timingSafeEqual(Buffer.from(sign(hash, id, endsAtSec)), Buffer.from(signature));
}

function sign(hash: string, id: string, endsAtSec: number): string {
  return createHmac('sha256', hash).update(`event stream:${id}:${endsAtSec}`).digest('base64url');
}
