import type { Facts } from './facts.ts';
import type { Finding } from './finding.ts';
import { hasProduction } from './places.ts';

const DAY_MS = 86_400_000;
const EXPIRES_SOON_MS = 14 * DAY_MS;

/** The certificate, and HTTP/2. The server itself speaks HTTP: both belong to the proxy in front of it. */
export function checkTls({ tls, now, url, environments }: Facts): Finding[] {
  if (!tls) return [];
  const { hostname, port } = new URL(url);
  const leftMs = tls.certificateEndsAt === null ? Infinity : Date.parse(tls.certificateEndsAt) - now;
  const certificate = leftMs < EXPIRES_SOON_MS && {
    problem: `The certificate of ${hostname} ${leftMs <= 0 ? 'has expired' : `expires in ${Math.ceil(leftMs / DAY_MS)} days`}.`,
    cause: `It is valid until ${tls.certificateEndsAt}, and nothing has renewed it. Without it, no client connects.`,
    command: `openssl s_client -connect ${hostname}:${port || 443} -servername ${hostname} </dev/null | openssl x509 -noout -dates -issuer`,
  };
  const protocol = tls.protocol !== 'h2' &&
    hasProduction(environments) && {
      problem: 'The proxy in front of the server does not offer HTTP/2.',
      cause: 'With HTTP/1.1, a browser opens 6 connections at most, and each tab keeps one for its stream.',
      command: 'http2 on;  # nginx, in the server block; Caddy offers HTTP/2 by default',
    };
  return [certificate, protocol].filter((finding) => finding !== false);
}
