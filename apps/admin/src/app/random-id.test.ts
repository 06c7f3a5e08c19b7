import { expect, it } from 'vitest';
import { randomId } from './random-id.ts';

it('a random id needs no API that is restricted to secure contexts', () => {
  const overPlainHttp = {
    getRandomValues: <T extends ArrayBufferView<ArrayBuffer>>(bytes: T) => crypto.getRandomValues(bytes),
  };
  const ids = Array.from({ length: 1_000 }, () => randomId(overPlainHttp as Crypto));
  expect(new Set(ids).size).toBe(1_000);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
});
