import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** The policy for answers that are not pages: nothing in them may run, load or be framed. */
const DATA_POLICY = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** The same for answers that bypass Express. */
export const DATA_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
} as const;

const YEAR_SEC = 365 * 24 * 60 * 60;

/** @param isHttps whether browsers connect over HTTPS. */
function optionsOf(isHttps: boolean): HelmetOptions {
  return {
    referrerPolicy: { policy: 'no-referrer' },
    // CORS decides separately what other origins may read.
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: isHttps && { maxAge: YEAR_SEC, includeSubDomains: false },
  };
}

/** Headers for every answer; pages replace the policy. Nothing is cached unless its handler says so. */
export function dataHeaders(isHttps: boolean): RequestHandler[] {
  const contentSecurityPolicy = { useDefaults: false, directives: DATA_POLICY };
  return [
    helmet({ ...optionsOf(isHttps), contentSecurityPolicy }),
    (_request, response, next) => {
      response.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}

/**
 * Headers for the pages of the web apps, which load only their own files. Component libraries need inline styles,
 * which carry the nonce in `response.locals.nonce`.
 */
export function pageHeaders(isHttps: boolean, newNonce: () => string): RequestHandler[] {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'", (_request: unknown, response: unknown) => `'nonce-${nonceOf(response as Page)}'`],
    'img-src': ["'self'", 'data:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    ...(isHttps && { 'upgrade-insecure-requests': [] }),
  };
  return [
    (_request, response, next) => {
      response.locals['nonce'] = newNonce();
      next();
    },
    helmet.contentSecurityPolicy({ useDefaults: false, directives }),
  ];
}

/** For the API documentation, whose page loads only files of this server. */
export const docsHeaders: RequestHandler = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    'default-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
  },
});

type Page = { readonly locals: Readonly<Record<string, unknown>> };

/** Returns the nonce that inline styles of this page must carry. */
export function nonceOf({ locals }: Page): string {
  return String(locals['nonce']);
}
