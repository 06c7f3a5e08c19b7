import { type AnswerMangler, type Reply, startAnswerMangler } from '@burgee/testing';
import { build } from 'esbuild';
import { join } from 'node:path';
import type { Burgee } from './burgee.ts';

const HTML = { 'Content-Type': 'text/html' };
const SCRIPT = { 'Content-Type': 'text/javascript' };

/**
 * Starts the web server of an application, with Burgee at the same origin over HTTP/1.1. Its page stays available while Burgee
 * is down.
 *
 * @param page the name of a script in `pages`, which is served as `/`.
 */
export async function startOrigin({ url }: Burgee, page: string): Promise<AnswerMangler> {
  return startAnswerMangler(url, await filesOf(page));
}

async function filesOf(page: string): Promise<Record<string, Reply>> {
  return {
    '/': { headers: HTML, body: `<!doctype html><title>${page}</title><body><script src="/page.js"></script>` },
    '/page.js': { headers: SCRIPT, body: await bundle(page) },
    '/favicon.ico': { status: 204 },
  };
}

async function bundle(page: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'pages', page)],
    bundle: true,
    write: false,
    conditions: ['@burgee/source'],
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return outputFiles[0].text;
}
