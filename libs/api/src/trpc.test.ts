import { DomainError } from '@burgee/contracts';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { failureOf } from './trpc.ts';

const failure = { code: 'FEATURE_NOT_AVAILABLE', flagKey: 'checkout' } as const;
const zodError = z.string().safeParse(1).error;

describe('the failure in an error', () => {
  it('is the one that was thrown, wrapped or not', () => {
    const thrown = new DomainError(failure);
    expect(failureOf(thrown)).toEqual(failure);
    expect(failureOf(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: thrown }))).toEqual(failure);
  });

  it('names the fields of an input that does not fit', () => {
    expect(failureOf(new TRPCError({ code: 'BAD_REQUEST', cause: zodError }))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  });

  it.each([
    ['the body', new TRPCError({ code: 'PARSE_ERROR' })],
    ['the query', new TRPCError({ code: 'BAD_REQUEST', cause: new SyntaxError('Unexpected token') })],
  ])('says that the input in %s is no JSON', (_, error) => {
    expect(failureOf(error)).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it.each([
    ['an error of ours', new TypeError('undefined is not a function')],
    ['our own JSON that is none', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new SyntaxError('x') })],
    ['an output that does not fit', new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: zodError })],
    ['a schema that failed outside of a request', zodError],
    ['a text', 'FLAG_NOT_FOUND'],
    ['nothing', undefined],
  ])('is none where it is %s', (_, error) => {
    expect(failureOf(error)).toBeNull();
  });
});
