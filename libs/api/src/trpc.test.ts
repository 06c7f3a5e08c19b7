import { DomainError } from '@burgee/contracts';
import { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Services } from './context.ts';
import { appRouter } from './router.ts';
import { sessionOf } from './test-services.ts';
import { toDomainFailure } from './trpc.ts';

const failure = { code: 'FEATURE_NOT_AVAILABLE', flagKey: 'checkout' } as const;
const zodError = z.string().safeParse(1).error;

describe('the failure in an error', () => {
  it('is the thrown one, wrapped or not', () => {
    const thrown = new DomainError(failure);
    expect(toDomainFailure(thrown)).toEqual(failure);
    expect(toDomainFailure(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: thrown }))).toEqual(failure);
  });

  it('names the invalid fields of an input', () => {
    expect(toDomainFailure(new TRPCError({ code: 'BAD_REQUEST', cause: zodError }))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it('is null for other bad requests', () => {
    expect(toDomainFailure(new TRPCError({ code: 'BAD_REQUEST' }))).toBeNull();
  });

  it.each([
    ['the body', new TRPCError({ code: 'PARSE_ERROR' })],
    ['the query', new TRPCError({ code: 'BAD_REQUEST', cause: new SyntaxError('Unexpected token') })],
  ])('reports that the input in %s is not valid JSON', (_, error) => {
    expect(toDomainFailure(error)).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it.each([
    ['an internal error', new TypeError('undefined is not a function')],
    [
      'invalid JSON of the server itself',
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new SyntaxError('x') }),
    ],
    ['an invalid output', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: zodError })],
    ['a schema error outside of a request', zodError],
    ['a text', 'FLAG_NOT_FOUND'],
    ['nothing', undefined],
  ])('is null for %s', (_, error) => {
    expect(toDomainFailure(error)).toBeNull();
  });
});

describe('an error response', () => {
  async function ask(path: string, input: unknown, services: object = {}) {
    const response = await fetchRequestHandler({
      endpoint: '/trpc',
      req: new Request(`http://localhost/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`),
      router: appRouter,
      createContext: () => ({
        services: services as Services,
        caller: { session: sessionOf('viewer') },
      }),
    });
    return { status: response.status, body: (await response.json()) as { error: Record<string, unknown> } };
  }

  it('carries the failure, its message and its hint', async () => {
    const { status, body } = await ask('flags.get', { environment: '', key: 'checkout' });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      message: expect.stringMatching(/^environment: /),
      data: { failure: { code: 'VALIDATION_FAILED' }, hint: expect.stringMatching(/nothing was changed/) },
    });
  });

  it('A18 reports an internal error without details', async () => {
    const { status, body } = await ask('flags.get', { environment: 'production', key: 'checkout' });
    expect(status).toBe(500);
    expect(body.error).toMatchObject({ message: 'internal error', data: { failure: null, hint: null } });
    expect(JSON.stringify(body)).not.toMatch(/TypeError|undefined|stack|\.ts/);
  });

  it('keeps tRPC’s message for an unknown path', async () => {
    const { status, body } = await ask('flags.nothing', {});
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ message: expect.stringContaining('flags.nothing'), data: { failure: null } });
  });
});
