import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser, openInvited, PASSWORD, type TestBrowser } from '../test-browser.ts';
import { QUICK, startTestServer, type TestServer } from '../test-server.ts';
import { type Passwords, SCRYPT } from './passwords.ts';

let burgee: TestServer;
let admin: TestBrowser;
let setupAnswers: number[];
/** Quick for the race, and as in production where hashes are timed. */
let hashing = QUICK;
const passwords: Passwords = {
  hash: (password) => hashing.hash(password),
  verify: (given) => hashing.verify(given),
};
beforeAll(async () => {
  // On a busy machine, 100 requests that queue for one lock may wait long, and must not time out.
  const settings = { LIMIT_SIGN_INS: '0', DATABASE_REQUEST_TIMEOUT_MS: '60000' };
  burgee = await startTestServer({ settings, passwords });
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
});
afterAll(() => burgee[Symbol.asyncDispose]());

it('A19 only one of 100 concurrent uses of the setup link creates an admin', async () => {
  expect(setupAnswers.filter((status) => status === 200)).toHaveLength(1);
  expect(setupAnswers.filter((status) => status === 404)).toHaveLength(99);
});

it('A13 an unknown address takes as long as a wrong password', async () => {
  const winner = setupAnswers.indexOf(200);
  admin = openBrowser(burgee);
  await admin.signIn(`racer-${winner}@example.org`);
  hashing = SCRYPT;
  await openInvited(burgee, admin, 'ada@example.org', 'viewer');
  const timeOf = async (email: string) => {
    const begun = performance.now();
    expect((await openBrowser(burgee).signIn(email, 'wrong horse battery')).status).toBe(401);
    return performance.now() - begun;
  };
  const times = { known: [] as number[], unknown: [] as number[] };
  // Alternating, so that other load on the machine affects both. The rounds stay below the limit of failures per
  // account.
  for (let round = 0; round < 9; round++) {
    times.known.push(await timeOf('ada@example.org'));
    times.unknown.push(await timeOf('nobody@example.org'));
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  // Without a hash, the ratio is a tenth.
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
