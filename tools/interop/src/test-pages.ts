import { build } from 'esbuild';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Bundles a file for a browser. One copy of React: that of the workspace, which has `react-dom`. */
export async function bundlePage(file: string): Promise<string> {
  const root = join(import.meta.dirname, '../../..');
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    conditions: ['@burgee/source'],
    jsx: 'automatic',
    alias: { react: join(root, 'node_modules/react'), 'react-dom': join(root, 'node_modules/react-dom') },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0]?.text ?? expect.fail(`${file} was not bundled`);
}

export type Pages = Disposable & {
  readonly origin: string;
  /** Sets the script of the page at a path such as `/checkout`. */
  serve(path: string, script: string): void;
};

/** Serves pages at an origin that is not the one of Burgee. */
export function startPages(): Pages {
  const scripts = new Map<string, string>();
  const server = createServer(({ url = '' }, response) => {
    const script = scripts.get(url.replace(/\.js$/, ''));
    const isScript = url.endsWith('.js');
    response.writeHead(script === undefined ? 404 : 200, {
      'Content-Type': isScript ? 'text/javascript' : 'text/html',
    });
    response.end(isScript ? script : `<!doctype html><script type="module" src="${url}.js"></script>`);
  }).listen(0);
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    serve: (path, script) => void scripts.set(path, script),
    [Symbol.dispose]: () => void server.close(),
  };
}
