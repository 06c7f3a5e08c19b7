import compression from 'compression';
import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nonceOf, pageHeaders } from './security-headers.ts';

type WebAppOptions = {
  /** The build folder. If it does not exist, the app is not served. */
  readonly folder: string;
  readonly isHttps: boolean;
  readonly newNonce: () => string;
};

/** Serves a built web app: its files, and its page for every other path. */
export function webApp({ folder, isHttps, newNonce }: WebAppOptions): Router {
  const router = Router({ strict: true, caseSensitive: true });
  if (!existsSync(folder)) return router;
  router.use(...pageHeaders(isHttps, newNonce));
  router.get(/.*/, withSlash, pageOf(folder));
  // Compresses files only: the size of a compressed answer with both a secret and user input would reveal the secret.
  router.use(compression());
  router.use(express.static(folder, { index: false, redirect: false, etag: true, setHeaders: keepHashed }));
  return router;
}

/** Files with a hash in their names may be cached indefinitely. */
function keepHashed(response: Response, path: string): void {
  const isHashed = path.includes('/assets/');
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/**
 * The page's paths are relative, so its URL needs a trailing slash. The redirect is relative too: a proxy may have
 * stripped a prefix.
 */
const withSlash: RequestHandler = (request, response, next) => {
  const [path = '', ...query] = request.originalUrl.split('?');
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path === request.baseUrl) response.redirect(301, [`${name}/`, ...query].join('?'));
  else next();
};

function pageOf(folder: string): RequestHandler {
  const file = join(folder, 'index.html');
  return async (request, response, next) => {
    if (!isForPage(request)) return next();
    const html = await readFile(file, 'utf8');
    // Not cached, not even for revalidation: the next response has another nonce.
    response.setHeader('Cache-Control', 'no-store').type('html');
    const folder = folderFrom(request.path);
    response.send(
      html
        .replaceAll('__CSP_NONCE__', nonceOf(response))
        .replaceAll('__SERVER_ROOT__', `${folder}../`)
        .replaceAll(/(?<= (?:href|src)=")\.\//g, folder),
    );
  };
}

/**
 * Returns the relative path from a page to the app's folder, such as `../../`. The build names its files relative to
 * that folder, and browsers resolve them below the prefix they see, which this server need not know.
 */
function folderFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 2) || './';
}

/**
 * Returns whether a person opens the path, rather than a page loading a file. A key in the URL may have a dot, like a
 * file.
 */
function isForPage({ path, headers: { accept } }: Request): boolean {
  if (path.startsWith('/assets/')) return false;
  return path === '/index.html' || !/\.[^/]*$/.test(path) || accept?.includes('text/html') === true;
}
