import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startCanary } from './canary.ts';
import { eventually } from './eventually.ts';

it('a canary records the slowest answer and every unexpected failure', async () => {
  const answers = { status: 200, delayMs: 0, given: 0 };
  const server = createServer((_request, response) => {
    const { status, delayMs } = answers;
    setTimeout(() => {
      response.writeHead(status).end();
      answers.given += 1;
    }, delayMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const canary = startCanary({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, everyMs: 5 });
  const afterMore = (count: number, from = answers.given) =>
    eventually(() => expect(answers.given).toBeGreaterThan(from + count));

  await afterMore(3);
  answers.delayMs = 100;
  await afterMore(10);
  answers.delayMs = 0;
  canary.pardon(true);
  answers.status = 500;
  await afterMore(3);
  answers.status = 503;
  canary.pardon(false);
  await afterMore(3);
  const { worstMs, failures } = await canary.stop();
  server.close();
  expect(worstMs).toBeGreaterThanOrEqual(99);
  expect(new Set(failures)).toEqual(new Set(['status 503']));
});
