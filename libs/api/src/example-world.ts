import { rolloutOf } from '@burgee/contracts';
import { EXAMPLE_EXPIRY, type EXAMPLE_IDS, EXAMPLE_LINK } from './example-ids.ts';

/** A change that an admin makes before an example runs. */
export type ExampleStep = {
  /** The use case. */
  readonly name: string;
  readonly input: object;
  /** The id of the result, which examples name. */
  readonly id?: keyof typeof EXAMPLE_IDS;
  /** The secret in the link that the step creates. */
  readonly secret?: string;
  /** The email address of an invitation that someone without an account accepts: its token is part of the input. */
  readonly invited?: string;
};

const environment = 'production';
const checkout = { environment, flagKey: 'new-checkout' };
const color = { environment, flagKey: 'checkout-color' };
const password = 'a walk along the river';

/** Creates everything that the examples name, in an instance with the environments `production` and `development`. */
export const EXAMPLE_WORLD: readonly ExampleStep[] = [
  {
    name: 'flags.create',
    input: { environment, key: 'new-checkout', tags: ['checkout'], enabled: true, rollout: rolloutOf(25) },
  },
  {
    name: 'flags.create',
    input: {
      environment,
      key: 'checkout-color',
      type: 'string',
      variants: [
        { key: 'blue', value: 'blue' },
        { key: 'green', value: 'green' },
      ],
      offVariant: 'blue',
      onVariant: 'green',
    },
  },
  {
    name: 'segments.create',
    input: {
      environment,
      key: 'beta-testers',
      name: 'Beta testers',
      condition: { attribute: 'betaTester', operator: 'in', values: ['yes'] },
    },
  },
  { name: 'flags.update', input: { environment, key: 'new-checkout', description: 'The new checkout' } },
  { name: 'segments.update', input: { environment, key: 'beta-testers', description: 'People who asked for it' } },
  {
    name: 'overrides.setUsers',
    input: { ...checkout, users: ['ann', 'dan'], overrideType: 'include', reason: 'asked' },
  },
  {
    name: 'segments.create',
    input: { environment, key: 'unused', condition: { attribute: 'plan', operator: 'in', values: ['none'] } },
  },
  { name: 'flags.create', input: { environment, key: 'old-banner' } },
  { name: 'flags.archive', input: { environment, key: 'old-banner' } },
  { name: 'flags.create', input: { environment: 'development', key: 'new-checkout' } },
  { name: 'overrides.setGlobal', input: { ...color, value: 'blue' } },
  { name: 'overrides.setEmergency', input: { ...color, value: 'blue', reason: 'payments fail' } },
  { name: 'overrides.setTesting', input: { ...checkout, testRunId: 'run-1', value: true, expiresAt: EXAMPLE_EXPIRY } },
  { name: 'keys.create', input: { kind: 'server', environment, name: 'api server' }, id: 'key' },
  { name: 'people.invite', input: { email: 'grace@example.org', role: 'admin' } },
  { name: 'session.join', input: { name: 'Grace', password }, invited: 'grace@example.org', id: 'person' },
  { name: 'people.invite', input: { email: 'hedy@example.org', role: 'admin' } },
  { name: 'session.join', input: { name: 'Hedy', password }, invited: 'hedy@example.org' },
  { name: 'people.invite', input: { email: 'ida@example.org', role: 'viewer' }, id: 'invitation' },
  {
    name: 'environments.applyFile',
    input: {
      key: 'development',
      file: { burgee: 1, environment: { key: 'development' }, flags: [{ key: 'delivery-slots' }] },
      managedBy: 'https://github.com/acme/flags',
    },
  },
];

/** The link that an example uses, by the name of its use case: a link works once, and is given to one person. */
export const EXAMPLE_LINKS: ReadonlyMap<string, (ids: Readonly<Record<'person', string>>) => ExampleStep> = new Map([
  ['session.invitation', inviteEdith],
  ['session.join', inviteEdith],
  ['session.passwordLink', linkGrace],
  ['session.setPassword', linkGrace],
  ['session.pollLogin', startLogin],
  ['session.waitingLogin', startLogin],
  ['session.approveLogin', startLogin],
  ['session.denyLogin', startLogin],
]);

function inviteEdith(): ExampleStep {
  return { name: 'people.invite', input: { email: 'edith@example.org', role: 'editor' }, secret: EXAMPLE_LINK };
}

function linkGrace({ person: id }: Readonly<Record<'person', string>>): ExampleStep {
  return { name: 'people.createPasswordLink', input: { id }, secret: EXAMPLE_LINK };
}

function startLogin(): ExampleStep {
  return { name: 'session.startLogin', input: { host: 'laptop-of-grace' }, secret: EXAMPLE_LINK };
}
