import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** Answers that are no pages: nothing in them is ever run, shown or framed. */
const DATA_POLICY = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** The same, for what answers before Express does. */
export const DATA_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
} as const;

const YEAR_SEC = 365 * 24 * 60 * 60;

/** @param isHttps whether browsers come by HTTPS. */
function optionsOf(isHttps: boolean): HelmetOptions {
  return {
    referrerPolicy: { policy: 'no-referrer' },
    // What other origins may read is up to CORS, which this does not concern.
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: isHttps && { maxAge: YEAR_SEC, includeSubDomains: false },
  };
}

/** For everything; pages have a policy of their own. Nothing is kept by anybody, unless its handler says otherwise. */
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
 * For the web apps: their own files, and nothing else. Styles may also stand in the page, with the nonce of this response
 * in `response.locals.nonce`, which component libraries need.
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

type Page = { readonly locals: Readonly<Record<string, unknown>> };

/** What the styles in this page have to carry. */
export function nonceOf({ locals }: Page): string {
  return String(locals['nonce']);
}
