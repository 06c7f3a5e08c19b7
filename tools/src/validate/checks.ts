import type { ApiClient } from '@burgee/api-client';
import { type CreateFlagInput, EnvironmentKey, FlagKey, rolloutOf } from '@burgee/contracts';
import type { z } from 'zod';

/** The server under test, and the prefix of the keys to use on it. */
export type Trial = { readonly api: ApiClient; readonly url: string; readonly prefix: string };

type Check = {
  readonly name: string;
  /** Returns the observed result. @throws Error with the expected one. */
  run(trial: Trial): Promise<string>;
};

const HERE = EnvironmentKey.parse('development');
const ELSEWHERE = EnvironmentKey.parse('production');
const USERS = 1_000;

export const CHECKS: readonly Check[] = [
  { name: 'answers', run: answers },
  { name: 'creates and evaluates a flag', run: createsAndEvaluates },
  { name: 'writes an audit entry', run: writesAudit },
  { name: '50% of 1,000 users', run: rollsOut },
  { name: 'isolates environments', run: isolates },
  { name: 'white list and black list', run: listsUsers },
  { name: 'expiry', run: expires },
];

async function answers({ url }: Trial): Promise<string> {
  const response = await fetch(`${url}/readyz`);
  expect(response.ok, `the server to be ready, but /readyz returned ${response.status}`);
  const { version } = (await (await fetch(`${url}/version`)).json()) as { version: string };
  return `Burgee ${version} is ready`;
}

async function createsAndEvaluates(trial: Trial): Promise<string> {
  const key = await create(trial, 'plain');
  expect(!(await isOn(trial, key)), 'a new flag to be off');
  await trial.api.flags.setEnabled.mutate({ environment: HERE, key, enabled: true, rolloutPercentage: 100 });
  expect(await isOn(trial, key), 'it to be on at 100%');
  return 'off when new, on at 100%';
}

async function writesAudit(trial: Trial): Promise<string> {
  const key = await create(trial, 'audited');
  const { items } = await trial.api.audit.list.query({ environment: HERE, flagKey: key });
  const [entry] = items;
  expect(items.length === 1 && entry?.action === 'created', 'one entry for one change');
  return `${entry?.actor} ${entry?.action} it at ${entry?.at}`;
}

async function rollsOut(trial: Trial): Promise<string> {
  const key = await create(trial, 'half', { enabled: true, rollout: rolloutOf(50) });
  let on = 0;
  for (let first = 0; first < USERS; first += 50) {
    const users = Array.from({ length: 50 }, (_, index) => `user-${first + index}`);
    const answers = await Promise.all(users.map((userId) => isOn(trial, key, userId)));
    on += answers.filter(Boolean).length;
  }
  const share = (on * 100) / USERS;
  expect(share >= 45 && share <= 55, `45 to 55% to be on, not ${share}%`);
  return `${share}% are on`;
}

async function isolates(trial: Trial): Promise<string> {
  const key = await create(trial, 'isolated', { environment: ELSEWHERE, enabled: true, rollout: rolloutOf(100) });
  await create(trial, 'isolated');
  expect(await isOn(trial, key, 'ann', ELSEWHERE), `it to be on in ${ELSEWHERE}`);
  expect(!(await isOn(trial, key, 'ann', HERE)), `it to be off in ${HERE}`);
  return `on in ${ELSEWHERE}, off in ${HERE}`;
}

async function listsUsers(trial: Trial): Promise<string> {
  const rule = (id: string, userId: string, variant: string) => ({
    id,
    condition: { attribute: 'userId', operator: 'in' as const, values: [userId] },
    serve: { kind: 'variant' as const, variant },
  });
  const rules = [rule('black-list', 'mallory', 'off'), rule('white-list', 'alice', 'on')];
  const white = await create(trial, 'listed', { enabled: true, rollout: rolloutOf(0), rules });
  expect(await isOn(trial, white, 'alice'), 'a listed user to be on at 0%');
  expect(!(await isOn(trial, white, 'bob')), 'everyone else to be off at 0%');
  const black = await create(trial, 'unlisted', { enabled: true, rollout: rolloutOf(100), rules });
  expect(!(await isOn(trial, black, 'mallory')), 'a listed user to be off at 100%');
  expect(await isOn(trial, black, 'bob'), 'everyone else to be on at 100%');
  return 'alice is on at 0%, mallory is off at 100%';
}

async function expires(trial: Trial): Promise<string> {
  const past = await create(trial, 'expired', {
    enabled: true,
    rollout: rolloutOf(100),
    expiresAt: '2020-01-01T00:00:00Z',
  });
  const future = await create(trial, 'expiring', {
    enabled: true,
    rollout: rolloutOf(100),
    expiresAt: '2999-01-01T00:00:00Z',
  });
  expect(!(await isOn(trial, past)), 'an expired flag to be off');
  expect(await isOn(trial, future), 'an unexpired flag to be on');
  return 'off after its expiry, on before it';
}

/** Deletes every flag that the checks created, even those of failed checks. */
export async function cleanUp({ api, prefix }: Trial): Promise<string> {
  let count = 0;
  for (const environment of [HERE, ELSEWHERE]) {
    const { items } = await api.flags.list.query({ environment, search: prefix, pageSize: 200 });
    for (const { key } of items) await api.flags.delete.mutate({ environment, key });
    count += items.length;
  }
  return `${count} flags deleted`;
}

async function create({ api, prefix }: Trial, name: string, fields: Partial<z.input<typeof CreateFlagInput>> = {}) {
  const key = FlagKey.parse(`${prefix}-${name}`);
  await api.flags.create.mutate({ environment: HERE, ...fields, key });
  return key;
}

async function isOn({ api }: Trial, flagKey: FlagKey, userId = 'ann', environment = HERE): Promise<boolean> {
  const { enabled } = await api.evaluation.evaluate.query({ environment, flagKey, context: { userId } });
  return enabled;
}

function expect(holds: boolean, expected: string): void {
  if (!holds) throw new Error(`expected ${expected}`);
}
