import type { TestServer } from './test-server.ts';

/** Acts like a browser on a page of this server: it keeps cookies, and sends its origin. */
export type TestBrowser = {
  readonly cookies: Map<string, string>;
  /** The last `Set-Cookie` lines, with their attributes. */
  readonly setCookies: string[];
  request(path: string, options?: BrowserRequest): Promise<BrowserAnswer>;
  query(procedure: string, input?: unknown): Promise<BrowserAnswer>;
  mutate(procedure: string, input?: unknown): Promise<BrowserAnswer>;
  signIn(email: string, password?: string): Promise<BrowserAnswer>;
};

type BrowserRequest = {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};
/** `data` is the result of a procedure, `failure` its failure. */
type BrowserAnswer = { status: number; headers: Headers; body: Json; data?: Json; failure?: Json };
/** Any JSON; the tests know its shape. */
type Json = ReturnType<typeof JSON.parse>;

export const PASSWORD = 'correct horse battery';

/** The name of the session cookie, which contains the instance's id. */
export function sessionCookieOf({ cookies }: Pick<TestBrowser, 'cookies'>): string | undefined {
  return [...cookies.keys()].find((name) => name.endsWith('-session'));
}

/** @param cookies the host's cookies, shared by several servers on it. */
export function openBrowser({ url }: Pick<TestServer, 'url'>, cookies = new Map<string, string>()): TestBrowser {
  const setCookies: string[] = [];

  async function request(path: string, { method, body, headers }: BrowserRequest = {}): Promise<BrowserAnswer> {
    const response = await fetch(url + path, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      redirect: 'manual',
      headers: {
        Origin: new URL(url).origin,
        ...(cookies.size > 0 && { Cookie: [...cookies].map((cookie) => cookie.join('=')).join('; ') }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    keep(response.headers.getSetCookie());
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
  }

  function keep(lines: string[]): void {
    if (lines.length > 0) setCookies.splice(0, Infinity, ...lines);
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  async function call(method: string, procedure: string, input: unknown): Promise<BrowserAnswer> {
    const headers = { 'Content-Type': 'application/json' };
    const query = method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : '';
    const path = `/trpc/${procedure}${query}`;
    const answer = await request(path, method === 'GET' ? {} : { method, body: input ?? {}, headers });
    return { ...answer, data: answer.body.result?.data, failure: answer.body.error?.data?.failure };
  }

  return {
    cookies,
    setCookies,
    request,
    query: (procedure, input) => call('GET', procedure, input),
    mutate: (procedure, input) => call('POST', procedure, input),
    signIn: (email, password = PASSWORD) => request('/api/auth/sign-in/email', { body: { email, password } }),
  };
}

/** Joins by the setup link, and signs in. */
export async function openAdmin(
  burgee: TestServer,
  email = 'ada@example.org',
  browser = openBrowser(burgee),
): Promise<TestBrowser> {
  const token = burgee.server.setupLink()?.token;
  await browser.mutate('session.join', { token, email, name: 'Ada', password: PASSWORD });
  await browser.signIn(email);
  return browser;
}

/** Lets an admin invite a person, who joins and signs in. */
export async function openInvited(burgee: TestServer, admin: TestBrowser, email: string, role: string) {
  const { data } = await admin.mutate('people.invite', { email, role });
  const browser = openBrowser(burgee);
  const joined = await browser.mutate('session.join', { token: data.token, name: 'Grace', password: PASSWORD });
  await browser.signIn(email);
  return { browser, id: String(joined.data.id) };
}
