import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import { bearer, createKey } from './test-keys.ts';
import { askOfrep, hasSchemas, type OfrepItem } from './test-ofrep.ts';
import { newFlag, type TestServer } from './test-server.ts';

const fixed = (percentage: number, fields: object = {}) => ({ schedule: { kind: 'fixed', percentage }, ...fields });
const everyone = { enabled: true, rollout: fixed(100) };
const staff = {
  id: 'staff',
  condition: { attribute: 'userId', operator: 'in', values: ['ann', 'someone-else'] },
  serve: { kind: 'variant', variant: 'on' },
};
const ann = { targetingKey: 'ann' };
const variantsOf = (a: unknown, b: unknown) => [
  { key: 'a', value: a },
  { key: 'b', value: b },
];

it.runIf(hasSchemas)('the schemas of the protocol refuse an answer that is wrong', async () => {
  const request = async () => ({ status: 200, headers: new Headers(), body: { key: 'a', reason: 'OVERRIDE' } });
  await expect(askOfrep({ request }, 'a', {})).rejects.toThrow('/reason');
});

describe.each(PLACES)('15.2 OFREP at the %s', (place) => {
  let burgee: TestServer;
  let server: Record<string, string>;
  let web: Record<string, string>;
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { CORS_ORIGINS: 'https://shop.example' } });
    server = bearer((await createKey(burgee, { kind: 'server' })).secret);
    web = bearer((await createKey(burgee, { kind: 'web' })).secret);
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  const itemOf = (flags: readonly OfrepItem[], key: string) => flags.find((item) => item.key === key);

  describe('one flag', () => {
    it.each([
      ['boolean', {}, true, 'on'],
      ['string', { type: 'string', variants: variantsOf('red', 'blue'), offVariant: 'b' }, 'red', 'a'],
      ['number', { type: 'number', variants: variantsOf(2.5, 0), offVariant: 'b' }, 2.5, 'a'],
      [
        'json',
        { type: 'json', variants: variantsOf({ perDay: [1, { a: null }] }, {}), offVariant: 'b' },
        { perDay: [1, { a: null }] },
        'a',
      ],
    ])('of the type %s has its value, variant and reason', async (_type, fields, value, variant) => {
      const key = await newFlag(burgee, { ...everyone, ...fields });
      const { status, headers, body } = await askOfrep(burgee, key, ann);
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      const version = expect.any(Number) as number;
      expect(body).toEqual({ key, value, variant, reason: 'STATIC', metadata: { version } });
    });

    it('that is off without a variant has neither value nor variant, so that the default of the caller applies', async () => {
      const key = await newFlag(burgee, { offVariant: null });
      const { body } = await askOfrep(burgee, key, ann);
      expect(body).toEqual({ key, reason: 'DISABLED', metadata: expect.any(Object) as object });
    });

    it('says what decided to a server key, and to nobody else', async () => {
      const key = await newFlag(burgee, {
        enabled: true,
        rollout: fixed(0),
        rules: [staff],
        description: 'secret plan',
      });
      const hashed = await newFlag(burgee, { enabled: true, rollout: fixed(50) });
      const rule = { value: true, variant: 'on', reason: 'TARGETING_MATCH' };
      expect((await askOfrep(burgee, key, ann, { headers: server })).body).toMatchObject({
        ...rule,
        metadata: { ruleId: 'staff' },
      });
      expect((await askOfrep(burgee, hashed, ann, { headers: server })).body.metadata).toHaveProperty('bucket');
      for (const headers of [web, {}]) {
        const texts = [];
        for (const flag of [key, hashed, undefined])
          texts.push(JSON.stringify((await askOfrep(burgee, flag, ann, { headers })).body));
        for (const hidden of ['staff', 'someone-else', 'secret plan', 'bucket', 'ruleId'])
          expect(texts.join()).not.toContain(hidden);
        expect((await askOfrep(burgee, key, ann, { headers })).body).toEqual({
          key,
          ...rule,
          metadata: { version: expect.any(Number) as number },
        });
      }
    });

    it('takes the targeting key for our user, so that an override of the user applies', async () => {
      const key = await newFlag(burgee, everyone);
      const override = { userId: 'ann', overrideType: 'exclude' };
      await burgee.request(`/api/admin/flags/${key}/users`, { as: 'editor', body: override });
      const { body } = await askOfrep(burgee, key, ann, { headers: server });
      expect(body).toMatchObject({ value: false, reason: 'TARGETING_MATCH', metadata: { layer: 'user' } });
      expect((await askOfrep(burgee, key, { targetingKey: 'ben' })).body).toMatchObject({ value: true });
    });

    it('without a targeting key is an error only if the flag hashes it', async () => {
      const all = await newFlag(burgee, everyone);
      const half = await newFlag(burgee, { enabled: true, rollout: fixed(50) });
      expect(await askOfrep(burgee, all, { plan: 'pro' })).toMatchObject({ status: 200, body: { value: true } });
      const missing = { key: half, errorCode: 'TARGETING_KEY_MISSING' };
      expect(await askOfrep(burgee, half, { plan: 'pro' })).toMatchObject({ status: 400, body: missing });
      const { status, body } = await askOfrep(burgee, undefined, { plan: 'pro' });
      expect(status).toBe(200);
      expect([itemOf(body.flags, half), itemOf(body.flags, all)]).toMatchObject([missing, { value: true }]);
    });

    it('that does not exist is 404, even if its key could not', async () => {
      for (const key of ['nothing', '%00', 'a%20b', 'x'.repeat(500), '%E2%82%AC', '__proto__']) {
        const { status, body } = await askOfrep(burgee, key, ann);
        expect({ status, body }).toMatchObject({
          status: 404,
          body: { key: decodeURIComponent(key), errorCode: 'FLAG_NOT_FOUND' },
        });
      }
    });

    it.each([
      ['an invalid targeting key', { context: { targetingKey: '' } }, 'INVALID_CONTEXT'],
      ['a number as the targeting key', { context: { targetingKey: 7 } }, 'INVALID_CONTEXT'],
      ['no context', {}, 'INVALID_CONTEXT'],
      ['a list as context', { context: [] }, 'INVALID_CONTEXT'],
      ['a text as context', { context: 'ann' }, 'INVALID_CONTEXT'],
      ['no object', 7, 'PARSE_ERROR'],
    ])('for %s is 400 with the key', async (_case, body, errorCode) => {
      const key = await newFlag(burgee, everyone);
      const { status, ...answer } = await askOfrep(burgee, key, ann, { body });
      expect({ status, body: answer.body }).toMatchObject({
        status: 400,
        body: { key, errorCode, errorDetails: expect.any(String) as string },
      });
    });

    it('ignores fields and parameters of later versions of the protocol', async () => {
      const key = await newFlag(burgee, everyone);
      const asked = { body: { context: ann, later: 1 }, query: '?later=1' };
      expect(await askOfrep(burgee, key, ann, asked)).toMatchObject({ status: 200, body: { value: true } });
    });
  });

  describe('a body that cannot be read', () => {
    async function send(path: string, body: string, type = 'application/json') {
      const response = await fetch(`${burgee.url}${path}`, { method: 'POST', headers: { 'Content-Type': type }, body });
      return { status: response.status, type: response.headers.get('content-type'), body: await response.json() };
    }

    it.each([
      ['{', 400, 'PARSE_ERROR'],
      ['', 400, 'INVALID_CONTEXT'],
      [`{"context":${'['.repeat(40)}${']'.repeat(40)}}`, 400, 'PARSE_ERROR'],
      [`{"context":{"a":"${'x'.repeat(1_100_000)}"}}`, 413, 'GENERAL'],
    ])('is an error of the protocol (case %#)', async (text, status, errorCode) => {
      const type = 'application/json; charset=utf-8';
      expect(await send('/ofrep/v1/evaluate/flags/a%20b', text)).toMatchObject({
        status,
        type,
        body: { key: 'a b', errorCode },
      });
      const all = await send('/ofrep/v1/evaluate/flags', text);
      expect(all).toMatchObject({ status, type, body: { errorCode } });
      expect(all.body).not.toHaveProperty('key');
    });

    it('is one, too, if it is a form, and so is a path that is not encoded', async () => {
      const form = await send('/ofrep/v1/evaluate/flags/a', 'context=1', 'application/x-www-form-urlencoded');
      expect(form).toMatchObject({ status: 400, body: { key: 'a', errorCode: 'PARSE_ERROR' } });
      const path = await send('/ofrep/v1/evaluate/flags/%zz', '{"context":{}}');
      expect(path).toMatchObject({ status: 400, body: { key: '%zz', errorCode: 'PARSE_ERROR' } });
    });
  });

  describe('all flags', () => {
    it('are those of the environment, one by one the same', async () => {
      const keys = [await newFlag(burgee, everyone), await newFlag(burgee, { enabled: true, rollout: fixed(50) })];
      for (const headers of [server, web, {}]) {
        const { status, headers: sent, body } = await askOfrep(burgee, undefined, ann, { headers });
        expect([status, sent.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
        for (const key of keys)
          expect(itemOf(body.flags, key)).toEqual((await askOfrep(burgee, key, ann, { headers })).body);
      }
    });

    it('report an invalid targeting key for each flag, except for one with an emergency override', async () => {
      const key = await newFlag(burgee, everyone);
      const stopped = await newFlag(burgee, everyone);
      const body = { value: false, reason: 'incident' };
      await burgee.request(`/api/admin/flags/${stopped}/overrides/emergency`, { method: 'PUT', as: 'admin', body });
      const { body: answer } = await askOfrep(burgee, undefined, { targetingKey: '' });
      expect(itemOf(answer.flags, key)).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
      expect(itemOf(answer.flags, stopped)).toMatchObject({ value: false, reason: 'TARGETING_MATCH' });
    });

    it('for no context are 400', async () => {
      const answer = await askOfrep(burgee, undefined, {}, { body: {} });
      expect(answer).toMatchObject({ status: 400, body: { errorCode: 'INVALID_CONTEXT' } });
    });

    it('are 304 with their ETag in any of its forms, until something changes', async () => {
      const first = await askOfrep(burgee, undefined, ann, { headers: server });
      const again = (headers: object, context: object = ann) =>
        askOfrep(burgee, undefined, context, { headers: { ...server, ...headers } }).then(({ status }) => status);
      expect(first.etag).toMatch(/^"[^"]+"$/);
      const bare = first.etag.slice(1, -1);
      for (const known of [first.etag, bare, `W/${first.etag}`, `W/${bare}`, `"x", ${first.etag}`]) {
        expect([known, await again({ 'If-None-Match': known })]).toEqual([known, 304]);
      }
      const known = { 'If-None-Match': first.etag };
      expect(await again(known, { ...ann, plan: 'pro' })).toBe(200);
      expect(await again(known, { targetingKey: 'ben' })).toBe(200);
      expect(await again({ ...known, ...web })).toBe(200);
      await newFlag(burgee);
      expect(await again(known)).toBe(200);
    });
  });

  describe('callers', () => {
    it('with an invalid key are refused, even where none is needed', async () => {
      for (const key of ['a', undefined]) {
        const { status, headers, body } = await askOfrep(burgee, key, ann, { headers: bearer('srv_wrong') });
        expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
        expect(body).toMatchObject({ errorCode: 'GENERAL' });
      }
    });

    it('may send their key as X-API-Key', async () => {
      const key = await newFlag(burgee, { enabled: true, rollout: fixed(50) });
      const asKey = { 'X-API-Key': server['Authorization']?.slice('Bearer '.length) ?? '' };
      expect((await askOfrep(burgee, key, ann, { headers: asKey })).body.metadata).toHaveProperty('bucket');
    });

    it('evaluate in the environment of their key only', async () => {
      for (const headers of [server, {}]) {
        const { status } = await askOfrep(burgee, 'a', ann, { headers, query: '?environment=staging' });
        expect(status).toBe(headers === server ? 403 : 401);
      }
    });

    it('on pages of allowed origins may send and read what they need', async () => {
      const asked = { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' };
      const preflight = await burgee.request('/ofrep/v1/evaluate/flags', { method: 'OPTIONS', headers: asked });
      expect(preflight.status).toBe(204);
      for (const name of ['Authorization', 'X-API-Key', 'Content-Type', 'If-None-Match']) {
        expect(preflight.headers.get('access-control-allow-headers')).toContain(name);
      }
      const { headers } = await askOfrep(burgee, undefined, ann, { headers: { Origin: 'https://shop.example' } });
      expect(headers.get('access-control-allow-origin')).toBe('https://shop.example');
      for (const name of ['ETag', 'Retry-After']) expect(headers.get('access-control-expose-headers')).toContain(name);
    });
  });

  describe('the manifest', () => {
    it('lists the flags with types and defaults, for a server key', async () => {
      const key = await newFlag(burgee, { type: 'number', variants: variantsOf(2, 1), offVariant: 'b' });
      const { status, body } = await burgee.request('/openfeature/v0/manifest', { headers: server });
      expect(status).toBe(200);
      expect((body as { flags: unknown[] }).flags).toContainEqual({ key, type: 'integer', defaultValue: 1 });
    });

    it('is refused to a web key, and without a key', async () => {
      expect((await burgee.request('/openfeature/v0/manifest', { headers: web })).status).toBe(403);
      expect((await burgee.request('/openfeature/v0/manifest')).status).toBe(401);
    });
  });
});
