import { WorkloadRule } from '@burgee/contracts';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { findSslProblems } from './ssl-parameters.ts';
import { compileTrust, type Trust } from './trust-proxy.ts';

/** Parsers for settings. They refuse values that could never take effect. */

/** A boolean as people write it in environment variables. */
export const Switch = z
  .enum(['true', 'false', '1', '0', 'on', 'off'])
  .transform((text) => ['true', '1', 'on'].includes(text));

/** JavaScript timers fire immediately beyond this. */
const MAX_MILLIS = 2 ** 31 - 1;
export const Millis = z.coerce.number().int().min(1).max(MAX_MILLIS);

/** `0` means no limit. */
export const Count = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const Secret = z.string().min(32, 'use at least 32 characters, for example from: openssl rand -base64 32');

/** A chain of certificates, of the server first. */
export const Certificate = z
  .string()
  .refine((text) => canRead(() => new X509Certificate(text)), 'use the text of a certificate, in PEM format');

export const PrivateKey = z
  .string()
  .refine(
    (text) => canRead(() => createPrivateKey(text)),
    'use the text of a private key without a password, in PEM format',
  );

function canRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

export function urlOf(protocol: RegExp, example: string) {
  return z.url({ protocol, error: `use a URL like ${example}`, abort: true });
}

/** Reports at start-up what the driver would report only when it connects, and less clearly. */
export const DatabaseUrl = urlOf(/^postgres(ql)?$/, 'postgres://user:password@host:5432/database').superRefine(
  (text, context) => {
    const { username, password, pathname, searchParams } = new URL(text);
    const problems = [
      ...([username, password, pathname].every(isEncoded)
        ? []
        : ['encode % as %25 in the user, the password and the name']),
      ...findSslProblems(searchParams),
    ];
    for (const message of problems) context.addIssue({ code: 'custom', message });
  },
);

export const RedisUrl = urlOf(/^rediss?$/, 'redis://localhost:6379').refine(
  (text) => /^\/?\d*$/.test(new URL(text).pathname),
  'its path must be the number of a database, such as redis://localhost:6379/1',
);

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Origins, separated by commas, as browsers send them. */
export const Origins = z.string().transform((text, context): string[] =>
  text.split(',').flatMap((part) => {
    const entry = part.trim();
    if (entry === '') return [];
    const read = readOrigin(entry);
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
    return 'origin' in read ? [read.origin] : [];
  }),
);

function readOrigin(entry: string): { readonly origin: string } | { readonly problem: string } {
  if (entry.includes('*')) {
    return { problem: 'list each origin; to allow pages of any origin, create a web key without origins' };
  }
  if (!URL.canParse(entry) || !/^https?:$/.test(new URL(entry).protocol)) {
    return { problem: `"${entry}" is not an origin; use one like https://shop.example.com` };
  }
  const { origin, href } = new URL(entry);
  if (href !== `${origin}/`) return { problem: `"${entry}" would match no page: browsers send ${origin}` };
  return { origin };
}

/** A list of rules in JSON. */
export const WorkloadRules = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: `use JSON, such as ${EXAMPLE_RULES}` });
      return z.NEVER;
    }
  })
  .pipe(z.array(WorkloadRule).min(1));

const EXAMPLE_RULES = '[{ "claims": { "repository": "acme/shop" }, "role": "editor", "environments": ["staging"] }]';

export const TrustedProxies = z.string().transform((text, context): Trust => {
  try {
    return compileTrust(text);
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'use the number of proxies, or their addresses and subnets, such as loopback or 10.0.0.0/8, 192.168.1.7',
    });
    return z.NEVER;
  }
});
