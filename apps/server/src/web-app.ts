import compression from 'compression';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nonceOf, pageHeaders } from './security-headers.ts';

type WebAppOptions = {
  /** Where it was built to; where that is not there, there is no app. */
  readonly folder: string;
  readonly isHttps: boolean;
  readonly newNonce: () => string;
};

/** A built web app: its files, and its page for every path of it that is no file. */
export function webApp({ folder, isHttps, newNonce }: WebAppOptions): Router {
  const router = Router({ strict: true, caseSensitive: true });
  if (!existsSync(folder)) return router;
  router.use(...pageHeaders(isHttps, newNonce));
  router.get(/.*/, withSlash, pageOf(folder));
  // Files only: in what holds both a secret and somebody's input, the size would give the secret away.
  router.use(compression());
  router.use(express.static(folder, { index: false, redirect: false, etag: true, setHeaders: keepHashed }));
  return router;
}

/** Files whose names carry a hash may be kept for ever. */
function keepHashed(response: Response, path: string): void {
  const isHashed = path.includes('/assets/');
  response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

/** The page's own paths are relative, so the app has to be a folder. So is this one: a proxy may have taken away a prefix. */
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
    // Not kept, not even to be asked about: the next one has another nonce.
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
 * The way from a page of the app to the app's folder, such as `../../`. The build names its files relative to that folder,
 * and a browser resolves them below whatever prefix it sees, which this server need not know.
 */
function folderFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 2) || './';
}

/** What somebody opens, and not what a page loads. A key in the address may have a dot, as a file has before its extension. */
function isForPage({ path, headers: { accept } }: Request): boolean {
  if (path.startsWith('/assets/')) return false;
  return path === '/index.html' || !/\.[^/]*$/.test(path) || accept?.includes('text/html') === true;
}
