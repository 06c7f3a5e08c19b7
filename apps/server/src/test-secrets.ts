import { expect } from 'vitest';

/** Checks A18: secrets that a test issues or sends must not appear in log lines, errors or pages of the server. */
export type SecretWatch = {
  /** Records the secrets of a request and its answer, and the answer itself if it is an error or a page. */
  see(sent: Sent, answer: Answer): void;
  add(secret: string): void;
  /** Fails the test if a secret leaked. */
  check(logged: readonly unknown[]): void;
};

type Sent = { readonly path: string; readonly headers: Headers; readonly body: unknown };
type Answer = { readonly status: number; readonly headers: Headers; readonly text: string; readonly body: unknown };

/** Fields that hold a secret, in any request or answer. */
const SECRET_FIELDS = ['password', 'newPassword', 'currentPassword', 'secret', 'token'];
const SHORTEST = 8;

export function watchSecrets(): SecretWatch {
  const secrets = new Set<string>();
  const shown: { path: string; text: string }[] = [];

  function add(secret: string): void {
    if (secret.length >= SHORTEST) secrets.add(secret);
  }

  function see({ path, headers, body }: Sent, answer: Answer): void {
    const bearer = headers.get('authorization')?.split(' ')[1];
    const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]?.split('=')[1] ?? '');
    const found = [bearer, headers.get('x-api-key'), ...cookies, ...secretsIn(body), ...secretsIn(answer.body)];
    for (const secret of found) if (secret) add(secret);
    const isPage = answer.headers.get('content-type')?.includes('html');
    if (answer.status >= 400 || isPage) shown.push({ path, text: answer.text });
  }

  function check(logged: readonly unknown[]): void {
    const places = [...shown, ...logged.map((line) => ({ path: 'the log', text: JSON.stringify(line) }))];
    const leaks = places.filter(({ text }) => [...secrets].some((secret) => text.includes(secret)));
    expect(leaks, 'A18 a secret leaked').toEqual([]);
  }

  return { see, add, check };
}

function secretsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    typeof inner === 'string' && SECRET_FIELDS.includes(name) ? [inner] : secretsIn(inner),
  );
}
