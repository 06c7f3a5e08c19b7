import { aFlag, aRule, aTextFlag, aUserOverride, eventually, SCRATCH_FOLDER } from '@burgee/testing';
import { type Client, OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { BurgeeProvider } from './provider.ts';
import { follow, startTestBurgee } from './test-burgee.ts';
import { problemOf } from './watch-server.ts';

const staff = aRule({ id: 'staff', condition: { attribute: 'userId', operator: 'in', values: ['ann'] } });
const number = { type: 'number', variants: { few: 1, many: 7 }, onVariant: 'many', offVariant: 'few' } as const;
const json = { type: 'json' as const, variants: { list: [1, { a: 2 }] }, onVariant: 'list', offVariant: null };

type Burgee = ReturnType<typeof startTestBurgee>;

let domains = 0;

/** A client of OpenFeature, with the events of its provider. */
async function connect(burgee: Burgee, onNote?: (note: string) => void, snapshot?: string) {
  const domain = `domain ${++domains}`;
  const client = OpenFeature.getClient(domain);
  const events: { type: string; flagsChanged?: string[] | undefined; message?: string | undefined }[] = [];
  const provider = new BurgeeProvider(follow(burgee, snapshot), { onNote });
  const ready = OpenFeature.setProviderAndWait(domain, provider);
  const settled = ready.then(
    () => undefined,
    (error: unknown) => error,
  );
  const failed = await settled;
  // A handler hears the state of a provider at once.
  for (const type of [
    ProviderEvents.Stale,
    ProviderEvents.Ready,
    ProviderEvents.Error,
    ProviderEvents.ConfigurationChanged,
  ] as const) {
    client.addHandler(type, (details) => {
      const { flagsChanged, message } = (details ?? {}) as { flagsChanged?: string[]; message?: string };
      events.push({ type, flagsChanged, message });
    });
  }
  return { client, events, provider, failed };
}

afterEach(() => OpenFeature.close());

const ann = { targetingKey: 'ann' };
const statusOf = (client: Client) => client.providerStatus;

describe('15.3 the provider for servers', () => {
  it('evaluates each type, with variant, reason and what decided', async () => {
    const flags = [
      aFlag({ key: 'boolean', rollout: 50 }),
      aTextFlag({
        key: 'text',
        rollout: 0,
        rules: [{ ...staff, serve: { kind: 'variant', variant: 'green' } }],
      }),
      aFlag({ key: 'number', ...number }),
      aFlag({ key: 'json', ...json }),
    ];
    const { client } = await connect(startTestBurgee({ flags }));
    expect(await client.getBooleanDetails('boolean', false, ann)).toMatchObject({
      reason: 'SPLIT',
      flagMetadata: { version: 1, bucket: expect.any(Number) as number },
    });
    expect(await client.getStringDetails('text', 'none', ann)).toMatchObject({
      ...{ value: 'green', variant: 'green', reason: 'TARGETING_MATCH' },
      flagMetadata: { version: 1, ruleId: 'staff' },
    });
    expect(await client.getNumberDetails('number', 0, ann)).toMatchObject({
      value: 7,
      variant: 'many',
      reason: 'STATIC',
    });
    expect(await client.getObjectValue('json', {}, ann)).toEqual([1, { a: 2 }]);
  });

  it('takes the targeting key for our user, and knows the overrides of users', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    burgee.state.overrides = [aUserOverride({ flagKey: 'a', target: 'ann', overrideType: 'exclude' })];
    const { client } = await connect(burgee);
    const flagMetadata = { version: 1, layer: 'user' };
    expect(await client.getBooleanDetails('a', true, ann)).toMatchObject({
      value: false,
      reason: 'TARGETING_MATCH',
      flagMetadata,
    });
  });

  it('returns the default without an error if the flag is off without a variant', async () => {
    const off = aTextFlag({ key: 'a', enabled: false, offVariant: null });
    const { client } = await connect(startTestBurgee({ flags: [off] }));
    const details = await client.getStringDetails('a', 'mine', ann);
    expect(details).toMatchObject({ value: 'mine', reason: 'DISABLED', flagMetadata: { version: 1 } });
    expect(details).not.toHaveProperty('errorCode');
  });

  it('returns the default and the code of the standard for errors', async () => {
    const { client } = await connect(startTestBurgee({ flags: [aFlag({ key: 'a' })] }));
    const code = async (details: Promise<object>) => (await details) as { value: unknown; errorCode?: string };
    expect(await code(client.getBooleanDetails('b', true, ann))).toMatchObject({
      value: true,
      errorCode: 'FLAG_NOT_FOUND',
    });
    expect(await code(client.getStringDetails('a', 'x', ann))).toMatchObject({
      value: 'x',
      errorCode: 'TYPE_MISMATCH',
    });
    const invalid = client.getBooleanDetails('a', true, { targetingKey: '' });
    expect(await code(invalid)).toMatchObject({ value: true, errorCode: 'INVALID_CONTEXT' });
    const unreadable = client.getBooleanDetails('a', true, { ...ann, balance: 1n as never });
    expect(await code(unreadable)).toMatchObject({ errorCode: 'INVALID_CONTEXT' });
  });

  it('announces each change with the flags that changed', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' }), aFlag({ key: 'b' })] });
    const { client, events } = await connect(burgee);
    await eventually(() => expect(burgee.streams()).toBe(1));
    burgee.put(aFlag({ key: 'b', enabled: false }));
    await eventually(() =>
      expect(events.at(-1)).toMatchObject({ type: ProviderEvents.ConfigurationChanged, flagsChanged: ['b'] }),
    );
    expect(await client.getBooleanValue('b', true, ann)).toBe(false);
    burgee.put(aFlag({ key: 'new' }));
    await eventually(() => expect(events.at(-1)).toMatchObject({ flagsChanged: ['new'] }));
  });

  it('is stale while Burgee is away, and ready once it is back', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    const { client, events } = await connect(burgee);
    await eventually(() => expect(burgee.streams()).toBe(1));
    burgee.state.isDown = true;
    burgee.cut();
    await eventually(() => expect(statusOf(client)).toBe('STALE'));
    expect(events.at(-1)).toMatchObject({ type: ProviderEvents.Stale, message: expect.any(String) as string });
    expect(await client.getBooleanValue('a', false, ann)).toBe(true);
    burgee.state.isDown = false;
    await eventually(() => expect(statusOf(client)).toBe('READY'));
  });

  it('fails without flags, and is ready once they arrive', async () => {
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    burgee.state.isDown = true;
    const { client, failed } = await connect(burgee);
    expect(String(failed)).toMatch(/^Error: \w/);
    expect(statusOf(client)).toBe('ERROR');
    expect(await client.getBooleanDetails('a', true, ann)).toMatchObject({
      value: true,
      errorCode: 'PROVIDER_NOT_READY',
    });
    burgee.state.isDown = false;
    await eventually(() => expect(statusOf(client)).toBe('READY'));
    expect(await client.getBooleanValue('a', false, ann)).toBe(true);
  });

  it('closes before it was ever ready, without flags and without an answer', async () => {
    const never = () => new Promise<Response>(() => undefined);
    const burgee = follow({ fetch: never });
    const provider = new BurgeeProvider(burgee);
    expect(problemOf(burgee.status())).toBe('Burgee has not answered.');
    await provider.onClose();
    expect(burgee.status().state).toBe('closed');
  });

  it('is ready and then stale if it starts from a snapshot while Burgee is away', async () => {
    const folder = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-openfeature-'));
    const snapshot = join(folder, 'flags.json');
    const burgee = startTestBurgee({ flags: [aFlag({ key: 'a' })] });
    const before = follow(burgee, snapshot);
    await before.ready();
    await before.close();
    burgee.state.isDown = true;
    const { client } = await connect(burgee, undefined, snapshot);
    await eventually(() => expect(statusOf(client)).toBe('STALE'));
    expect(await client.getBooleanValue('a', false, ann)).toBe(true);
    await rm(folder, { recursive: true });
  });

  it('ignores tracking events with a note, once', async () => {
    const notes: string[] = [];
    const { client } = await connect(startTestBurgee(), (note) => notes.push(note));
    client.track('checkout', ann, { value: 7 });
    client.track('refund');
    expect(notes).toEqual([expect.stringContaining('"checkout"')]);
    new BurgeeProvider(follow(startTestBurgee())).track('without anyone to note it');
  });
});
