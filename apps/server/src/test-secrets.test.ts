import { describe, expect, it } from 'vitest';
import { watchSecrets } from './test-secrets.ts';

const SECRET = 'srv_a-secret-that-was-issued';

function seen(fields: { status?: number; text?: string; type?: string }) {
  const watch = watchSecrets();
  const { status = 200, text = '', type = 'application/json' } = fields;
  const sent = { path: '/somewhere', headers: new Headers({ Authorization: `Bearer ${SECRET}` }), body: undefined };
  watch.see(sent, { status, headers: new Headers({ 'Content-Type': type }), text, body: undefined });
  return watch;
}

describe('A18 the search for secrets', () => {
  it('finds one in a log line, in an error and on a page', () => {
    expect(() => seen({}).check([{ headers: { authorization: `Bearer ${SECRET}` } }])).toThrow(/A18/);
    expect(() => seen({ status: 404, text: `{"hint":"no ${SECRET}"}` }).check([])).toThrow(/A18/);
    expect(() => seen({ text: `<p>${SECRET}</p>`, type: 'text/html' }).check([])).toThrow(/A18/);
  });

  it('knows secrets that were sent or returned, and cookies', () => {
    const watch = watchSecrets();
    const headers = new Headers({ 'Set-Cookie': 'burgee-session=cookie-secret; Path=/' });
    const body = { result: { data: { secret: 'answered-secret' } } };
    watch.see(
      { path: '/', headers: new Headers(), body: { password: 'sent-secret' } },
      { status: 200, headers, text: '', body },
    );
    for (const secret of ['cookie-secret', 'answered-secret', 'sent-secret']) {
      expect(() => watch.check([{ message: secret }]), secret).toThrow(/A18/);
    }
  });

  it('finds nothing without a leak', () => {
    expect(() => seen({ status: 401, text: '{"code":"UNAUTHENTICATED"}' }).check([{ path: '/' }])).not.toThrow();
  });
});
