import { type AnswerMangler, startAnswerMangler } from '@burgee/testing';
import { build } from 'esbuild';
import { join } from 'node:path';
import type { Burgee } from './burgee.ts';

/**
 * Starts the web server of an application, with Burgee at the same origin over HTTP/1.1. Its page stays available while Burgee
 * is down.
 *
 * @param page the name of a script in `pages`. The page `/` runs it.
 * @param body the HTML before the script.
 */
export async function startOrigin({ url }: Burgee, page: string, body = ''): Promise<AnswerMangler> {
  const html = `<!doctype html><title>${page}</title><body>${body}<script src="/page.js"></script>`;
  return startAnswerMangler(url, {
    '/': { headers: { 'Content-Type': 'text/html' }, body: html },
    '/page.js': { headers: { 'Content-Type': 'text/javascript' }, body: await bundle(page) },
    '/favicon.ico': { status: 204 },
  });
}

/** Bundles React for development, because only then it reports what is wrong. */
async function bundle(page: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'pages', page)],
    bundle: true,
    write: false,
    jsx: 'automatic',
    conditions: ['@burgee/source'],
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return outputFiles.map(({ text }) => text).join('');
}
