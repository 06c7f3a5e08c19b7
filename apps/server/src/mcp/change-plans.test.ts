import { deriveKey } from '@burgee/api';
import { ChangePlan, PLAN_MS } from '@burgee/contracts';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { createOverrideLinks } from '../override-links.ts';
import { createChangePlans } from './change-plans.ts';

const START = Date.parse('2027-01-01T12:00:00Z');
const key = deriveKey('the secret of all servers', 'plans');
const plan = ChangePlan.parse({
  id: '00000000-0000-4000-8000-000000000001',
  actor: 'key:a',
  environment: 'production',
  key: 'checkout',
  revision: 3,
  change: { kind: 'switch', enabled: true },
});

function plansAt(ms: number, secret = key) {
  return createChangePlans(secret, () => new Date(START + ms));
}

const signed = () => plansAt(0).sign(plan, START + PLAN_MS);

it('14.4 a plan is read by every server with the same secret, for 10 minutes', async () => {
  const planId = await signed();
  expect(await plansAt(PLAN_MS - 1_000).verify(planId)).toEqual({ plan });
  expect(await plansAt(PLAN_MS).verify(planId)).toEqual({ problem: 'expired' });
  const other = deriveKey('the secret of another installation', 'plans');
  expect(await plansAt(0, other).verify(planId)).toEqual({ problem: 'invalid' });
});

it('14.4 a plan that was changed, made up or signed for another purpose is not valid', async () => {
  const planId = await signed();
  const [header = '', payload = '', mac = ''] = planId.split('.');
  const more = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { plan: { environment: string } };
  more.plan.environment = 'staging';
  const changed = Buffer.from(JSON.stringify(more)).toString('base64url');
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  const link = { environment: plan.environment, overrides: [], expiresAt: '2027-01-01T13:00:00.000Z' };
  const foreign = await createOverrideLinks(key, () => new Date(START)).sign(link);
  const empty = await new SignJWT({ plan: { id: 1 } })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('burgee:change-plan')
    .setExpirationTime(new Date(START + PLAN_MS))
    .sign(key);
  const wrong = [`${header}.${changed}.${mac}`, `${unsigned}.${payload}.`, 'nonsense', '', foreign, empty];
  for (const one of wrong) expect(await plansAt(0).verify(one)).toEqual({ problem: 'invalid' });
});
