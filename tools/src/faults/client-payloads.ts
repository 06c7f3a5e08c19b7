import type { Reply } from '@burgee/testing';
import { FIXED } from './stock.ts';

/** Builds a wrong reply from the server's answer. */
type Payload = (genuine: string) => Reply;
type Data = { version: number; environment: string; flags: Record<string, { value?: unknown; enabled: boolean }> };

const HTML = { 'Content-Type': 'text/html' };

/** Answers that must never replace the flags that a client holds (R14). */
export const PAYLOADS: Readonly<Record<string, Payload>> = {
  'an empty body': () => ({ body: '' }),
  null: () => ({ body: 'null' }),
  'an empty object': () => ({ body: '{}' }),
  'no flags at the current version': changedAnswer((data) => ({ ...data, flags: {} })),
  'no flags at an older version': changedAnswer((data) => ({ ...data, version: data.version - 1, flags: {} })),
  'no version': changedAnswer(({ version: _, ...data }) => data),
  'an older version': changedAnswer((data) => ({ ...wrongFlags(data), version: data.version - 1 })),
  'another environment': changedAnswer((data) => ({
    ...wrongFlags(data),
    environment: 'staging',
    version: data.version + 1_000,
  })),
  'another instance with a lower version': changedAnswer((data) => ({ ...wrongFlags(data), version: 1 })),
  'a truncated body': (genuine) => ({ body: genuine.slice(0, genuine.length / 2) }),
  'a connection that breaks': (genuine) => ({ body: genuine.slice(0, genuine.length / 2), isBrokenOff: true }),
  'a page with status 200': () => ({ headers: HTML, body: '<!doctype html><title>Connect to our Wi-Fi</title>' }),
  'a page with status 503': () => ({ status: 503, headers: HTML, body: '<!doctype html><title>Back soon</title>' }),
  'an image': () => ({ headers: { 'Content-Type': 'image/png' }, body: Buffer.from('89504e470d0a1a0a0000', 'hex') }),
  'JSON of another shape': () => ({ body: JSON.stringify({ version: 'new', flags: [] }) }),
  'flags of another shape': changedAnswer((data) => ({
    ...data,
    version: data.version + 1,
    flags: { 'always-on': 'no' },
  })),
  'values that nest 5,000 levels deep': () => ({
    body: `{"environment":"production","version":1000000,"flags":{"deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}}`,
  }),
  '40 MB': () => ({ body: ' '.repeat(40_000_000) }),
  'bytes that are not gzip': () => ({ headers: { 'Content-Encoding': 'gzip' }, body: Buffer.alloc(2_000, 7) }),
  'no content': () => ({ status: 204 }),
  'a redirect to a sign-in page': () => ({ status: 302, headers: { Location: '/login' } }),
};

/** Responses that are not a stream of versions. */
export const STREAMS: Readonly<Record<string, Reply>> = {
  'a page with status 200': { headers: HTML, body: '<!doctype html><title>Connect to our Wi-Fi</title>' },
  'an empty body': { headers: { 'Content-Type': 'text/event-stream' }, body: '' },
  'no content': { status: 204 },
  'a redirect to a sign-in page': { status: 302, headers: { Location: '/login' } },
  JSON: { body: '{}' },
  'a truncated message': { headers: { 'Content-Type': 'text/event-stream' }, body: 'data: {"version":\nid: 2\n\n' },
  'a version with a flipped bit': {
    headers: { 'Content-Type': 'text/event-stream' },
    body: 'event: connected\ndata: {}\n\ndata: {"version":9000}\nid: 1000\n\n',
  },
  'an endless line': {
    headers: { 'Content-Type': 'text/event-stream' },
    body: `data: ${'x'.repeat(10_000_000)}`,
  },
  'bytes that are not gzip': {
    headers: { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' },
    body: Buffer.alloc(2_000, 7),
  },
};

function changedAnswer(change: (data: Data) => object): Payload {
  return (genuine) => {
    return { body: JSON.stringify(change(JSON.parse(genuine) as Data)) };
  };
}

/** Gives every fixed flag a value that it never had. */
function wrongFlags(data: Data): Data {
  const flags = { ...data.flags };
  for (const key of Object.keys(FIXED)) flags[key] = { ...flags[key], value: 'wrong', enabled: false };
  return { ...data, flags };
}
