import { startPrefixProxy } from '@burgee/testing';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setupLine } from './banner.ts';
import { withoutBase } from './public-place.ts';
import { openAdmin, openBrowser } from './test-browser.ts';
import { startProvider } from './test-provider.ts';
import { startTestServer } from './test-server.ts';

const PAGE = `<meta name="server-root" content="__SERVER_ROOT__"><script src="./assets/app.js"></script>`;

/** Starts a server with a built web app, behind a proxy that serves it below `/flags`. */
async function startBehind(strips: boolean, settings: Record<string, string> = {}) {
  const stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'burgee-app-'));
  stack.defer(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'assets/app.js'), 'export {};');
  const proxy = stack.use(await startPrefixProxy({ prefix: '/flags', strips }));
  const burgee = stack.use(
    await startTestServer({ settings: { PUBLIC_URL: proxy.url, ...settings }, webApps: { '/admin': folder } }),
  );
  proxy.pointTo(burgee.url);
  return { burgee, url: proxy.url, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Opens a page, and resolves its URLs as a browser does. */
async function openPage(url: string) {
  const html = await (await fetch(url)).text();
  const [, root = ''] = /content="([^"]*)"/.exec(html) ?? [];
  const [, script = ''] = /src="([^"]*)"/.exec(html) ?? [];
  return { root: new URL(root, url).href, script: new URL(script, url).href };
}

describe.each([
  ['that strips its path', true],
  ['that keeps its path', false],
])('below a path, behind a proxy %s,', (_name, strips) => {
  const stack = new AsyncDisposableStack();
  let behind: Awaited<ReturnType<typeof startBehind>>;
  beforeAll(async () => {
    const provider = stack.use(await startProvider());
    behind = stack.use(await startBehind(strips, provider.settings));
  });
  afterAll(() => stack.disposeAsync());

  it('every page of a web app finds its files and the server', async () => {
    for (const path of ['/admin/', '/admin/flags', '/admin/flags/checkout/', '/admin/segments/a/b?c=/d']) {
      const page = await openPage(behind.url + path);
      expect({ path, root: page.root }).toEqual({ path, root: `${behind.url}/` });
      expect(page.script).toBe(`${behind.url}/admin/assets/app.js`);
    }
    expect((await fetch(`${behind.url}/admin/assets/app.js`)).status).toBe(200);
    expect((await fetch(`${behind.url}/admin?env=a`)).url).toBe(`${behind.url}/admin/?env=a`);
  });

  it('signing in, reading, changing and streaming work', async () => {
    const admin = await openAdmin(behind.burgee, 'ada@example.org', openBrowser(behind));
    expect((await admin.query('session.me')).data).toMatchObject({ name: 'ada@example.org' });
    const created = await admin.request('/api/admin/flags', { body: { key: 'below-a-path' } });
    expect(created.status).toBe(201);
    const flags = (await (await fetch(`${behind.url}/api/config/flags`)).json()) as object;
    expect(flags).toHaveProperty('below-a-path', false);
    const stream = await fetch(`${behind.url}/trpc/evaluation.changes?input=%7B%7D`);
    const { value } = (await stream.body?.getReader().read()) ?? {};
    expect(new TextDecoder().decode(value)).toContain('event:');
  });

  it('links and redirects to a provider and to the first page include the path', async () => {
    const { burgee, url } = behind;
    expect(setupLine(burgee.server, { PUBLIC_URL: url } as never)).toContain(` ${url}/admin/setup?token=`);
    const first = await fetch(url, { redirect: 'manual' });
    expect(new URL(first.headers.get('location') ?? '', url).href).toBe(`${url}/wishlist/`);
    const response = await fetch(`${url}/api/auth/sign-in/social`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ provider: 'oidc' }),
    });
    const { url: there } = (await response.json()) as { url: string };
    expect(new URL(there).searchParams.get('redirect_uri')).toBe(`${url}/api/auth/callback/oidc`);
    const back = await fetch(`${url}/api/auth/callback/oidc?error=access_denied&state=x`, { redirect: 'manual' });
    expect(back.headers.get('location')).toMatch(/\/flags\/admin\/sign-in\?/);
  });
});

it('every page of a web app finds its files below a path that is not configured', async () => {
  await using behind = await startBehind(true, { PUBLIC_URL: '' });
  const page = await openPage(`${behind.url}/admin/flags/checkout`);
  expect(page).toEqual({ root: `${behind.url}/`, script: `${behind.url}/admin/assets/app.js` });
});

it.each([
  ['/flags/admin/', '/admin/'],
  ['/flags', '/'],
  ['/flags?a=b', '/?a=b'],
  ['/flags/', '/'],
  ['/admin/flags', '/admin/flags'],
  ['/flagship', '/flagship'],
  ['/', '/'],
])('the URL %s behind /flags is the route %s', (url, own) => {
  expect(withoutBase(url, '/flags')).toBe(own);
  expect(withoutBase(url, '')).toBe(url);
});
