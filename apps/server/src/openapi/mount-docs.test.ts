import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.ts';

let burgee: TestServer;
beforeAll(async () => {
  burgee = await startTestServer();
});
afterAll(() => burgee[Symbol.asyncDispose]());

describe('F1.12 14.2 the API documentation', () => {
  it('is open to anyone, and is revalidated', async () => {
    const first = await burgee.request('/api/openapi.json');
    expect(first).toMatchObject({ status: 200, body: { openapi: '3.1.0', info: { version: '0.0.0-test' } } });
    const headers = { 'If-None-Match': String(first.headers.get('etag')) };
    expect(await burgee.request('/api/openapi.json', { headers })).toMatchObject({ status: 304 });
  });

  it('has a page of files that this server has', async () => {
    const { status, headers, body } = await burgee.request('/api/docs/');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'self';img-src 'self' data:;/);
    const files = [...String(body).matchAll(/(?:href|src)="([\w./-]+)"/g)].map(([, path]) => path);
    expect(files).toEqual(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js', '../openapi.json']);
    for (const file of files) expect((await burgee.request(`/api/docs/${file}`)).status).toBe(200);
  });

  it('redirects to the page relatively, because a proxy may have stripped a prefix', async () => {
    const { status, headers } = await fetch(`${burgee.url}/api/docs`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([301, 'docs/']);
  });

  it('has the section that the type of a problem names', async () => {
    const { body } = await burgee.request('/api/config/flags/missing');
    const { type, code } = body as { type: string; code: string };
    const page = await burgee.request(type);
    expect(page.status).toBe(200);
    expect(page.body).toContain(`<section id="${type.split('#')[1]}"><h2>${code}</h2>`);
  });

  it('has no other files', async () => {
    for (const path of ['/api/docs/package.json/', '/api/docs/nothing.js', '/api/docs/../package.json']) {
      expect((await burgee.request(path)).status).toBe(404);
    }
  });
});
