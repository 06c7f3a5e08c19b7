import { defineFlags, flag } from '@burgee/flags';
import express, { Router } from 'express';
import { expect, it } from 'vitest';
import { requireFlag } from '../index.ts';
import { listening } from '../test-app.ts';
import { createTestFlags } from './index.ts';

const flags = defineFlags({
  'new-checkout': flag.boolean(false),
  color: flag.oneOf(['red', 'blue'], 'red'),
  limit: flag.number(10),
});

const routes = Router()
  .get('/checkout', requireFlag('new-checkout', { else: '/old-checkout' }), (_request, response) => {
    response.json('new');
  })
  .get('/old-checkout', (_request, response) => void response.json('old'))
  .get('/color', (request, response) => {
    response.json([request.featureFlags.get('color', 'gray'), request.flags.get('limit', 1)]);
  })
  .get('/blue', requireFlag('color', { is: 'blue' }), (_request, response) => void response.json('blue'))
  .get('/all', (request, response) => void response.json(Object.fromEntries(request.flags.all())));

it('B.6 tests an application with given values, and the declared fallbacks of the other flags', async () => {
  const test = createTestFlags(flags, { 'new-checkout': true });
  await using server = await listening(express().use(test.middleware).use(routes));
  const get = async (path: string): Promise<unknown> => (await server.get(path)).json();

  expect(await get('/checkout')).toBe('new');
  test.set({ 'new-checkout': false, color: 'blue' });
  expect(await get('/checkout')).toBe('old');
  expect(await get('/color')).toEqual(['blue', 1]);
  expect(await get('/blue')).toBe('blue');
  expect(test.reads()).toEqual(['new-checkout', 'color', 'limit']);
  test.reset();
  expect(await get('/checkout')).toBe('new');
  expect((await server.get('/blue')).status).toBe(404);
});

it('needs no declaration', async () => {
  const test = createTestFlags({ 'new-checkout': true });
  await using server = await listening(express().use(test.middleware).use(routes));

  expect(await (await server.get('/checkout')).json()).toBe('new');
  expect(await (await server.get('/color')).json()).toEqual(['gray', 1]);
  expect((await server.get('/blue')).status).toBe(404);
});

it('has results like those of an evaluation', async () => {
  const test = createTestFlags(flags, { color: 'blue' });
  await using server = await listening(express().use(test.middleware).use(routes));

  expect(await (await server.get('/all')).json()).toEqual({
    'new-checkout': { key: 'new-checkout', value: false, enabled: false, reason: 'DEFAULT', version: 1 },
    color: { key: 'color', value: 'blue', enabled: true, reason: 'STATIC', version: 1 },
    limit: { key: 'limit', value: 10, enabled: false, reason: 'DEFAULT', version: 1 },
  });
});
