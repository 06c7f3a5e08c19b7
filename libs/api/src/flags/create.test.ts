import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Api, detailsFrom, failureFrom, type NewFlag, startTestApi, type TestApi } from '../test-services.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

const at = new Date(NOW).toISOString();

describe('F1.2 creating a flag', () => {
  it('with only a key creates a boolean that is off for everyone', async () => {
    const environment = await api.newEnvironment();
    const flag = await editor.flags.create({ environment, key: 'checkout' });
    expect(flag).toEqual({
      id: expect.any(String),
      environment,
      key: 'checkout',
      type: 'boolean',
      enabled: false,
      archived: false,
      archivedAt: null,
      expiresAt: null,
      description: '',
      tags: [],
      salt: 'checkout',
      variants: [
        { key: 'on', value: true },
        { key: 'off', value: false },
      ],
      onVariant: 'on',
      offVariant: 'off',
      split: null,
      rollout: {
        schedule: { kind: 'fixed', percentage: 0 },
        bucketBy: ['userId'],
        salt: null,
        algorithm: 'murmur3',
        missing: 'included',
      },
      rules: [],
      prerequisites: [],
      managedBy: null,
      createdAt: at,
      updatedAt: at,
      revision: 1,
      broken: [],
    });
    expect(await editor.flags.get({ environment, key: 'checkout' })).toEqual(flag);
  });

  it('stores every given field', async () => {
    const environment = await api.newEnvironment();
    const input: NewFlag = {
      environment,
      key: 'banner',
      type: 'string',
      description: 'Which banner is shown.',
      tags: ['team:growth', 'q3'],
      enabled: true,
      expiresAt: '2027-06-01T00:00:00.000Z',
      salt: 'pepper',
      variants: [
        { key: 'red', value: '#f00', description: 'The loud one.' },
        { key: 'none', value: '' },
      ],
      onVariant: 'red',
      offVariant: 'none',
      split: null,
      rollout: {
        schedule: { kind: 'fixed', percentage: 12.345 },
        bucketBy: ['company', 'userId'],
        salt: 'x',
        algorithm: 'sha256',
        missing: 'excluded',
      },
      rules: [
        {
          id: 'pro',
          description: 'Pays for it.',
          condition: { attribute: 'plan', operator: 'in', values: ['pro'] },
          rollout: {
            schedule: { kind: 'fixed', percentage: 50 },
            bucketBy: ['userId'],
            salt: null,
            algorithm: 'murmur3',
            missing: 'included',
          },
          serve: { kind: 'variant', variant: 'red' },
        },
      ],
      prerequisites: [],
    };
    expect(await editor.flags.create(input)).toMatchObject(input);
    expect(await editor.flags.get({ environment, key: 'banner' })).toMatchObject(input);
  });

  it.each<Pick<NewFlag, 'type' | 'variants'>>([
    { type: 'string', variants: [{ key: 'first', value: 'warm' }] },
    { type: 'number', variants: [{ key: 'first', value: 21.5 }] },
    { type: 'json', variants: [{ key: 'first', value: { a: [1, null] } }] },
  ])('of type $type serves its first variant when on, and no value when off', async (fields) => {
    const environment = await api.newEnvironment();
    const flag = await editor.flags.create({ environment, key: `of-type-${fields.type}`, ...fields });
    expect(flag).toMatchObject({ ...fields, onVariant: 'first', offVariant: null });
  });

  it.each(['string', 'number', 'json'] as const)('of type %s requires variants', async (type) => {
    const environment = await api.newEnvironment();
    for (const variants of [undefined, []]) {
      const details = await detailsFrom(editor.flags.create({ environment, key: `bare-${type}`, type, variants }));
      expect(details).toEqual([expect.stringMatching(/^variants: /)]);
    }
  });

  it.each([
    [
      'another value',
      [
        { key: 'on', value: true },
        { key: 'off', value: true },
      ],
    ],
    [
      'another key',
      [
        { key: 'yes', value: true },
        { key: 'off', value: false },
      ],
    ],
    ['one missing', [{ key: 'on', value: true }]],
    [
      'one too many',
      [
        { key: 'on', value: true },
        { key: 'off', value: false },
        { key: 'maybe', value: false },
      ],
    ],
    [
      'the values swapped',
      [
        { key: 'on', value: false },
        { key: 'off', value: true },
      ],
    ],
  ])('of type boolean accepts only the variants on and off: not %s', async (_, variants) => {
    const environment = await api.newEnvironment();
    const onVariant = variants[0]?.key ?? '';
    const details = await detailsFrom(
      editor.flags.create({ environment, key: 'checkout', variants, onVariant, offVariant: null }),
    );
    expect(details).toEqual(['variants: a boolean flag has the variants on (true) and off (false)']);
  });

  it('accepts the variants of a boolean in any order', async () => {
    const environment = await api.newEnvironment();
    const variants = [
      { key: 'off', value: false },
      { key: 'on', value: true },
    ];
    expect(await editor.flags.create({ environment, key: 'checkout', variants })).toMatchObject({ variants });
  });

  it('is refused if the key is taken', async () => {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'checkout', description: 'the first' });
    expect(await failureFrom(editor.flags.create({ environment, key: 'checkout' }))).toEqual({
      code: 'KEY_TAKEN',
      subject: 'flag',
      key: 'checkout',
      archived: false,
    });
    expect(await editor.flags.get({ environment, key: 'checkout' })).toMatchObject({ description: 'the first' });
  });

  it('reports if the key is taken by an archived flag', async () => {
    const environment = await api.newEnvironment();
    await editor.flags.create({ environment, key: 'checkout' });
    await editor.flags.archive({ environment, key: 'checkout' });
    expect(await failureFrom(editor.flags.create({ environment, key: 'checkout' }))).toMatchObject({
      code: 'KEY_TAKEN',
      archived: true,
    });
  });

  it('A19 succeeds for exactly one of 20 concurrent requests with the same key', async () => {
    const environment = await api.newEnvironment();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => editor.flags.create({ environment, key: 'checkout' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const { items } = await api.as('viewer').audit.list({ environment, type: 'flag' });
    expect(items).toHaveLength(1);
  });

  it('allows the same key in several environments', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await editor.flags.create({ environment: one, key: 'checkout', enabled: true });
    await editor.flags.create({ environment: other, key: 'checkout' });
    expect(await editor.flags.get({ environment: one, key: 'checkout' })).toMatchObject({ enabled: true });
    expect(await editor.flags.get({ environment: other, key: 'checkout' })).toMatchObject({ enabled: false });
  });

  it('lists the known environments if the given one is unknown', async () => {
    expect(await failureFrom(editor.flags.create({ environment: 'nowhere', key: 'checkout' }))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
      environment: 'nowhere',
      existing: expect.arrayContaining(['development', 'production']),
    });
  });
});

describe('a flag has one type everywhere', () => {
  const asText: Pick<NewFlag, 'type' | 'variants'> = { type: 'string', variants: [{ key: 'a', value: 'a' }] };

  it('a second environment must not use its key with another type', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await editor.flags.create({ environment: one, key: 'color-1', ...asText });
    expect(await detailsFrom(editor.flags.create({ environment: other, key: 'color-1' }))).toEqual([
      `type: "color-1" is string in ${one}; a flag has one type everywhere`,
    ]);
  });

  it('even if the other flag is archived', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await editor.flags.create({ environment: one, key: 'color-2', ...asText });
    await editor.flags.archive({ environment: one, key: 'color-2' });
    expect(await detailsFrom(editor.flags.create({ environment: other, key: 'color-2' }))).toHaveLength(1);
  });

  it('and the key is free once it is deleted everywhere', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await editor.flags.create({ environment: one, key: 'color-3', ...asText });
    await editor.flags.delete({ environment: one, key: 'color-3' });
    expect(await editor.flags.create({ environment: other, key: 'color-3' })).toMatchObject({ type: 'boolean' });
  });

  it('one of two concurrent creations with different types in two environments is refused', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    for (let round = 0; round < 5; round++) {
      const key = `contested-${round}`;
      const results = await Promise.allSettled([
        editor.flags.create({ environment: one, key }),
        editor.flags.create({ environment: other, key, ...asText }),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
