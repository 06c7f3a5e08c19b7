import { HOUR_MS } from '@burgee/contracts';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

/** The part of the format that our files use. */
type HttpRequest = {
  readonly name: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly status: number;
  readonly answer: object | undefined;
  readonly times: number;
};

const folder = new URL('../../../http/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.http'));
const readHttpFile = (name: string) => readFileSync(new URL(name, folder), 'utf8');

let burgee: TestServer;
let given: Readonly<Record<string, string>>;
beforeAll(async () => {
  burgee = await startTestServer();
  given = {
    baseUrl: burgee.url,
    token: await burgee.server.tokens.issue('developer', 'admin', '1h'),
    inAnHour: new Date(Date.now() + HOUR_MS).toISOString(),
  };
});
afterAll(() => burgee[Symbol.asyncDispose]());

/** Parses requests. Variables in `given` replace those of the file, which a person would paste. */
function parse(text: string, given: Readonly<Record<string, string>>): HttpRequest[] {
  const variables: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/^@(\w+) = (.*)$/gm)) variables[name] = given[name] ?? value;
  const fill = (part: string): string =>
    part.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
      const value = variables[name];
      if (value === undefined) throw new Error(`There is no variable "${name}".`);
      return fill(value);
    });
  return text
    .split(/^### /m)
    .slice(1)
    .map((block) => {
      const [name = '', ...lines] = block.split('\n');
      const notes = lines.filter((line) => line.startsWith('#')).join('\n');
      const [, status, answer] = /^# @expect (\d{3})(?: (.*))?$/m.exec(notes) ?? [];
      const [head = '', ...body] = fill(lines.filter((line) => !line.startsWith('#')).join('\n')).split('\n\n');
      const [first = '', ...headers] = head.trim().split('\n');
      const [method = '', url = ''] = first.split(' ');
      return {
        name,
        method,
        url,
        headers: Object.fromEntries(headers.map((line) => line.split(': ', 2) as [string, string])),
        body: body.join('\n\n').trim(),
        status: Number(status),
        answer: answer === undefined ? undefined : (JSON.parse(answer) as object),
        times: Number(/^# @repeat (\d+)$/m.exec(notes)?.[1] ?? 1),
      };
    });
}

async function send({ method, url, headers, body }: HttpRequest) {
  const response = await fetch(url, { method, headers, ...(body && { body }) });
  const isStream = response.headers.get('content-type') === 'text/event-stream';
  const text = isStream ? await readFirstEvent(response) : await response.text();
  const answer = text && (JSON.parse(text) as unknown);
  return { status: response.status, answer, retryAfter: response.headers.get('retry-after') };
}

/** Returns the data of the first event of a stream, which then closes. */
async function readFirstEvent({ body }: Response): Promise<string> {
  let text = '';
  for await (const chunk of body ?? []) {
    text += Buffer.from(chunk).toString();
    const data = /^data: (.*)\n/m.exec(text)?.[1];
    if (data !== undefined) return data;
  }
  throw new Error(`the stream ended without an event: ${text}`);
}

describe('W9.18 .http files', () => {
  it('exist for flags, for user targeting and for the other overrides', () => {
    expect(files.toSorted()).toEqual(['flags.http', 'overrides.http', 'user-targeting.http']);
    const countOf = (name: string) => parse(readHttpFile(name), given).length;
    expect(countOf('flags.http')).toBeGreaterThanOrEqual(4);
    expect(countOf('user-targeting.http')).toBeGreaterThanOrEqual(9);
  });

  for (const file of files) {
    describe(file, () => {
      // Twice, because people repeat requests.
      for (const round of ['answers', 'answers again']) {
        it(`${round} as expected, from top to bottom`, async () => {
          for (const request of parse(readHttpFile(file), given)) {
            let last = await send(request);
            for (let time = 1; time < request.times; time++) last = await send(request);
            const { status, answer, retryAfter } = last;
            expect({ request: request.name, status, answer }).toMatchObject({
              request: request.name,
              status: request.status,
              ...(request.answer && { answer: request.answer }),
            });
            if (status === 429) expect(retryAfter).toMatch(/^\d+$/);
          }
        });
      }
    });
  }
});
