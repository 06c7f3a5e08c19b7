import type { Burgee } from '../../../apps/e2e/src/burgee.ts';

const everyone = { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 100 } } };
const half = { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 50 } } };
const variantsOf = (a: unknown, b: unknown) => [
  { key: 'a', value: a },
  { key: 'b', value: b },
];
const proOnly = {
  id: 'pro',
  condition: { attribute: 'plan', operator: 'in', values: ['pro'] },
  serve: { kind: 'variant', variant: 'on' },
};

/** One flag of each kind that matters to other SDKs, by key. */
const FLAGS: Record<string, object> = {
  banner: everyone,
  color: { ...everyone, type: 'string', variants: variantsOf('red', 'blue'), offVariant: 'b' },
  limit: { ...everyone, type: 'number', variants: variantsOf(7.5, 0), offVariant: 'b' },
  limits: { ...everyone, type: 'json', variants: variantsOf({ perDay: [1, 2] }, {}), offVariant: 'b' },
  'pro-only': { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 0 } }, rules: [proOnly] },
  half,
  'without-value': { offVariant: null },
};

export async function createFlags({ asAdmin }: Pick<Burgee, 'asAdmin'>): Promise<void> {
  for (const [key, fields] of Object.entries(FLAGS)) await asAdmin('POST', 'flags', { key, ...fields });
}

/** Returns the secret of a new key of the environment `development`. */
export async function createKey({ asAdmin }: Pick<Burgee, 'asAdmin'>, fields: object): Promise<string> {
  const made = await asAdmin('POST', 'keys', { environment: 'development', name: 'interop', ...fields });
  return (made as { secret: string }).secret;
}
