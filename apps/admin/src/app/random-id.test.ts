import { expect, it } from 'vitest';
import { randomId } from './random-id.ts';

it('an id needs nothing that browsers keep from pages over plain HTTP', () => {
  const overPlainHttp = {
    getRandomValues: <T extends ArrayBufferView<ArrayBuffer>>(bytes: T) => crypto.getRandomValues(bytes),
  };
  const ids = Array.from({ length: 1_000 }, () => randomId(overPlainHttp as Crypto));
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
