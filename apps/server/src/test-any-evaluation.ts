import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import type { RawRequest } from './test-raw-request.ts';

export const EVALUATE_PATH = '/api/config/evaluate';
/** The origin of a web key, and one of the setting. */
export const SHOP = 'https://shop.example';
export const INTRANET = 'https://intranet.example';

/** Mostly usual, sometimes one of the others. */
const mostly = <T>(usual: T, ...others: readonly T[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/**
 * Requests to evaluate as clients send them, and such that are odd in one way or several.
 *
 * @param secrets of keys, and a session's cookie, by name.
 * @param origin the server's own.
 */
export function anyEvaluationRequest(
  secrets: Readonly<Record<string, string>>,
  origin: string,
): fc.Arbitrary<RawRequest> {
  const bearer = (name: string) => ['Authorization', `Bearer ${secrets[name]}`] as const;
  const key = (name: string) => ['X-API-Key', `${secrets[name]}`] as const;
  const none: RawRequest['headers'] = [];
  const credentials = mostly(
    none,
    ...['server', 'staging', 'web', 'open', 'token'].flatMap((name) => [[bearer(name)], [key(name)]]),
    [key('server'), key('server')],
    [bearer('server'), key('web')],
    [['Authorization', 'Bearer ']],
    [['Authorization', 'Basic YTpi']],
    [['X-API-Key', 'srv_unknown']],
    [['Cookie', `${secrets['cookie']}`]],
    [['Cookie', `${secrets['cookie']}`], key('server')],
    [['Cookie', 'a=b']],
  );
  const page = mostly(
    none,
    [['Origin', SHOP]],
    [['Origin', INTRANET]],
    [['Origin', 'null']],
    [
      ['Origin', origin],
      ['Sec-Fetch-Site', 'same-origin'],
    ],
  );
  const more = mostly(
    none,
    [['Idempotency-Key', 'k']],
    [['Idempotency-Key', '']],
    [['If-None-Match', '*']],
    [['X-Forwarded-For', '192.0.2.1']],
  );
  const type = mostly<string | undefined>(
    'application/json',
    'application/json;charset=utf-8',
    'application/json; charset=UTF-8',
    'application/json; charset="utf-8"',
    'application/json; charset=utf-16le',
    'application/json; charset=latin1',
    'Application/JSON',
    'application/problem+json',
    'application/jsonp',
    'text/plain',
    undefined,
  );
  const path = mostly(
    EVALUATE_PATH,
    ...['development', 'staging', 'nowhere', 'Development', '', 'development%20', 'development&a=b'].map(
      (environment) => `${EVALUATE_PATH}?environment=${environment}`,
    ),
    `${EVALUATE_PATH}?`,
    `${EVALUATE_PATH}?x=1`,
    `${EVALUATE_PATH}/`,
    `${EVALUATE_PATH}s`,
    `${EVALUATE_PATH}?environment=development&environment=development`,
  );
  return fc
    .record({ method: mostly('POST', 'PUT', 'GET'), path, type, credentials, page, more, framed: framed(anyBody) })
    .map(({ method, path, type, credentials, page, more, framed: { body, headers } }) => ({
      method,
      path,
      headers: [
        ...(type === undefined ? [] : [['Content-Type', type] as const]),
        ...credentials,
        ...page,
        ...more,
        ...headers,
      ],
      body,
    }));
}

const name = fc.constantFrom('userId', 'sessionId', 'plan', 'signedUpAt', '__proto__', 'constructor', 'größe');
const attribute = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('ann', 'bob', 'pro', '2027-01-01T00:00:00Z', '', 'x'.repeat(300)) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
);
const context = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(name, attribute, { maxKeys: 5 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  fc
    .constantFrom(1_000, 1_001)
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, at]))),
);
const flagKeys = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.constantFrom('half', 'text', '10', 'nothing', '__proto__', 'a\u0308'), { maxLength: 4 }),
  },
  fc.jsonValue({ maxDepth: 1 }),
);
const members = fc.record({ context, flagKeys, explain: fc.constantFrom(true, false, 'no') }, { requiredKeys: [] });
/** JSON that objects cannot express, and text that is almost JSON. */
const text = fc.constantFrom(
  '',
  ' ',
  'null',
  '[]',
  '"text"',
  '{"context":{"userId":"bob"},"context":{"userId":"ann"}}',
  '{"context":{"userId":"bob","userId":7}}',
  '{"context":{"__proto__":{"userId":"ann"},"plan":"pro"}}',
  '{"__proto__":{"context":{"userId":"ann"}}}',
  '{"context":{"age":12345678901234567890,"other":1e400}}',
  '{"context":{},"surprise":true}',
  '\ufeff{"context":{}}',
  '{"context":{}',
  "{'context':{}}",
  '{"context":{}}{}',
  `{"context":{"a":${'['.repeat(30)}${']'.repeat(30)}}}`,
  `{"context":{"a":${'['.repeat(31)}${']'.repeat(31)}}}`,
);
const anyBody = fc.oneof(
  { weight: 6, arbitrary: members.map((value) => Buffer.from(JSON.stringify(value))) },
  { weight: 2, arbitrary: text.map((value) => Buffer.from(value)) },
  // Bytes that are not UTF-8.
  fc.constant(Buffer.concat([Buffer.from('{"context":{"plan":"'), Buffer.from([0xff, 0xc3]), Buffer.from('"}}')])),
  fc
    .integer({ min: 16_000, max: 17_000 })
    .map((size) => Buffer.from(JSON.stringify({ context: { plan: 'x'.repeat(size) } }))),
);

type Framed = Pick<RawRequest, 'headers' | 'body'>;

/** Sends a body as it is, chunked, compressed, or with another length. */
function framed(bodies: fc.Arbitrary<Buffer>): fc.Arbitrary<Framed> {
  const withLength = (body: Buffer, length = body.length): Framed => ({
    headers: [['Content-Length', String(length)]],
    body,
  });
  const framings: readonly ((body: Buffer) => Framed)[] = [
    (body) => ({
      headers: [['Transfer-Encoding', 'chunked']],
      body: Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]),
    }),
    (body) => {
      const { headers, body: zipped } = withLength(gzipSync(body));
      return { headers: [...headers, ['Content-Encoding', 'gzip']], body: zipped };
    },
    (body) => ({ ...withLength(body), headers: [...withLength(body).headers, ['Content-Encoding', 'identity']] }),
    (body) => withLength(body, Math.floor(body.length / 2)),
  ];
  return fc
    .tuple(bodies, mostly<(body: Buffer) => Framed>(withLength, ...framings))
    .map(([body, frame]) => frame(body));
}
