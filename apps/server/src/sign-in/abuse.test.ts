import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.ts';
import { openBrowser, openInvited, PASSWORD, type TestBrowser } from '../test-browser.ts';

let burgee: TestServer;
let admin: TestBrowser;
let setupAnswers: number[];
beforeAll(async () => {
  // On a busy machine 100 who queue for one lock may wait for long, and are to hear who won.
  burgee = await startTestServer({ settings: { LIMIT_SIGN_INS: '0', DATABASE_REQUEST_TIMEOUT_MS: '60000' } });
  const token = burgee.server.setupLink()?.token;
  const racers = Array.from({ length: 100 }, (_, index) =>
    openBrowser(burgee).mutate('session.join', {
      token,
      email: `racer-${index}@example.org`,
      name: 'Racer',
      password: PASSWORD,
    }),
  );
  setupAnswers = (await Promise.all(racers)).map(({ status }) => status);
}, 120_000);
afterAll(() => burgee[Symbol.asyncDispose]());

it('A19 of 100 who use the set-up link at once one becomes an admin', async () => {
  expect(setupAnswers.filter((status) => status === 200)).toHaveLength(1);
  expect(setupAnswers.filter((status) => status === 404)).toHaveLength(99);
});

it('A13 an address that nobody has takes as long as a wrong password', { timeout: 60_000 }, async () => {
  const winner = setupAnswers.indexOf(200);
  admin = openBrowser(burgee);
  await admin.signIn(`racer-${winner}@example.org`);
  await openInvited(burgee, admin, 'ada@example.org', 'viewer');
  const timeOf = async (email: string) => {
    const begun = performance.now();
    expect((await openBrowser(burgee).signIn(email, 'wrong horse battery')).status).toBe(401);
    return performance.now() - begun;
  };
  const times = { known: [] as number[], unknown: [] as number[] };
  // In turn, so that what else the machine does falls on both.
  // Fewer than are too many for one account.
  for (let round = 0; round < 9; round++) {
    times.known.push(await timeOf('ada@example.org'));
    times.unknown.push(await timeOf('nobody@example.org'));
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  // Without a hash it is a tenth.
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
