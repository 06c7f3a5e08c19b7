import {
  EnvironmentFile,
  type EnvironmentKey,
  type EnvironmentPlan,
  formatEnvironmentFile,
  HOUR_MS,
} from '@burgee/contracts';
import { NOW } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeContext } from '../context.ts';
import { failureFrom, sessionOf, startTestApi, type TestApi } from '../test-services.ts';
import { applyFiles, type ApplyOptions, planFiles } from './apply.ts';
import { exportEnvironment } from './export.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

type FileInput = Parameters<typeof EnvironmentFile.parse>[0];

function fileOf(environment: EnvironmentKey, fields: object): EnvironmentFile {
  const input: FileInput = { burgee: 1, environment: { key: environment }, ...fields };
  return EnvironmentFile.parse(input);
}

const write = () => writeContext(api.services, sessionOf('admin'));

async function apply(file: EnvironmentFile, options: Partial<ApplyOptions> = {}): Promise<EnvironmentPlan> {
  const files = [{ environment: file.environment.key, file }];
  const [plan] = await applyFiles(write(), files, { require: () => undefined, ...options });
  return plan as EnvironmentPlan;
}

async function plan(file: EnvironmentFile, options: Partial<ApplyOptions> = {}): Promise<EnvironmentPlan> {
  const [plan] = await planFiles(api.services, [{ environment: file.environment.key, file }], options);
  return plan as EnvironmentPlan;
}

async function exported(environment: EnvironmentKey): Promise<string> {
  return formatEnvironmentFile(await exportEnvironment(api.services, environment, { overrides: true }));
}

const EVERYONE = (value: boolean) => ({ value, reason: null, expiresAt: null });

const split = (red: number) => ({
  weights: [
    { variant: 'blue', weight: 100_000 - red },
    { variant: 'red', weight: red },
  ],
});

const RICH = {
  segments: [
    {
      key: 'beta',
      description: 'early',
      condition: { any: [{ segment: 'staff' }, { attribute: 'plan', operator: 'in', values: ['pro'] }] },
    },
    { key: 'staff', name: 'Staff', condition: { attribute: 'email', operator: 'endsWith', values: ['@acme.com'] } },
  ],
  flags: [
    {
      key: 'a-new',
      enabled: true,
      prerequisites: [{ flagKey: 'text', variants: ['blue'] }],
      rules: [{ id: 'one', condition: { segment: 'beta' }, serve: { kind: 'variant', variant: 'on' } }],
      overrides: {
        everyone: { value: true, reason: 'launch' },
        users: [
          { userId: 'ann', overrideType: 'include', value: false, expiresAt: '2030-01-01T00:00:00Z' },
          { userId: 'Ben', overrideType: 'exclude', reason: 'asked' },
        ],
      },
    },
    {
      key: 'text',
      type: 'string',
      variants: [
        { key: 'blue', value: 'blue' },
        { key: 'red', value: 'red', description: 'warm' },
      ],
      split: {
        weights: [
          { variant: 'blue', weight: 60_000 },
          { variant: 'red', weight: 40_000 },
        ],
      },
      tags: ['b', 'a'],
      archivedAt: '2026-01-01T00:00:00Z',
      expiresAt: '2031-01-01T00:00:00Z',
    },
  ],
};

describe('14.5 applying a file', () => {
  it('creates everything, exports the same bytes, and changes nothing the second time', async () => {
    const environment = await api.newEnvironment();
    const file = fileOf(environment, RICH);
    const planned = await plan(file);
    const done = await apply(file, { reason: 'from a file' });
    expect(done).toEqual(planned);
    const text = await exported(environment);
    expect(text).toMatchInlineSnapshot(`
      "{
        "burgee": 1,
        "environment": {
          "key": "env-1",
          "bucketing": "standard",
          "color": "gray",
          "isProduction": false,
          "name": "env-1",
          "permitsSessionOverrides": false
        },
        "flags": [
          {
            "key": "a-new",
            "enabled": true,
            "overrides": {
              "everyone": {
                "reason": "launch",
                "value": true
              },
              "users": [
                {
                  "overrideType": "exclude",
                  "reason": "asked",
                  "userId": "Ben"
                },
                {
                  "expiresAt": "2030-01-01T00:00:00.000Z",
                  "overrideType": "include",
                  "userId": "ann",
                  "value": false
                }
              ]
            },
            "prerequisites": [
              {
                "flagKey": "text",
                "variants": [
                  "blue"
                ]
              }
            ],
            "rules": [
              {
                "condition": {
                  "segment": "beta"
                },
                "id": "one",
                "serve": {
                  "kind": "variant",
                  "variant": "on"
                }
              }
            ]
          },
          {
            "key": "text",
            "archivedAt": "2026-01-01T00:00:00.000Z",
            "expiresAt": "2031-01-01T00:00:00.000Z",
            "split": {
              "ranges": [
                {
                  "from": 0,
                  "to": 60000,
                  "variant": "blue"
                },
                {
                  "from": 60000,
                  "to": 100000,
                  "variant": "red"
                }
              ],
              "weights": [
                {
                  "variant": "blue",
                  "weight": 60000
                },
                {
                  "variant": "red",
                  "weight": 40000
                }
              ]
            },
            "tags": [
              "b",
              "a"
            ],
            "type": "string",
            "variants": [
              {
                "key": "blue",
                "value": "blue"
              },
              {
                "key": "red",
                "description": "warm",
                "value": "red"
              }
            ]
          }
        ],
        "segments": [
          {
            "key": "beta",
            "condition": {
              "any": [
                {
                  "segment": "staff"
                },
                {
                  "attribute": "plan",
                  "operator": "in",
                  "values": [
                    "pro"
                  ]
                }
              ]
            },
            "description": "early"
          },
          {
            "key": "staff",
            "condition": {
              "attribute": "email",
              "operator": "endsWith",
              "values": [
                "@acme.com"
              ]
            },
            "name": "Staff"
          }
        ]
      }
      "
    `);
    const other = await apply(EnvironmentFile.parse(JSON.parse(text)), { reason: 'again' });
    expect(other.changes).toEqual([]);
    expect(await exported(environment)).toBe(text);
  });

  it('deletes what the file does not have only if it prunes', async () => {
    const environment = await api.newEnvironment();
    await apply(fileOf(environment, RICH));
    const empty = fileOf(environment, {});
    expect(await apply(empty)).toMatchObject({ changes: [], unchanged: 0 });
    const done = await apply(empty, { prune: true, reason: 'unused' });
    expect(done.changes.map(({ action, subject, key }) => `${action} ${subject} ${key}`)).toEqual([
      'remove segment beta',
      'remove segment staff',
      'remove flag a-new',
      'remove flag text',
    ]);
    const { items } = await api.as('viewer').audit.list({ environment });
    const removed = items.filter(({ action }) => action === 'removed');
    expect(removed.map(({ subject, reason }) => [subject, reason])).toEqual(
      expect.arrayContaining([
        ['override', 'unused'],
        ['flag', 'unused'],
        ['segment', 'unused'],
      ]),
    );
    expect(api.services.snapshots.ruleset(environment)).toMatchObject({ source: { flags: [], segments: [] } });
  });

  it('writes one entry for each thing that changes, and keeps ids', async () => {
    const environment = await api.newEnvironment();
    await apply(fileOf(environment, RICH));
    const viewer = api.as('viewer');
    const before = await viewer.flags.get({ environment, key: 'text' });
    const [first, text] = RICH.flags as [object, object];
    const changed = {
      segments: [{ ...RICH.segments[1], name: 'People' }],
      flags: [
        { ...first, overrides: { users: [{ userId: 'cleo', overrideType: 'include' }] } },
        { ...text, archivedAt: null },
      ],
    };
    const { version } = await viewer.environments.get({ key: environment });
    await apply(fileOf(environment, { environment: { key: environment, name: 'Renamed' }, ...changed }));
    const { items } = await viewer.audit.list({ environment, limit: 5 });
    expect(items.map((entry) => `${entry.version - version} ${entry.action} ${entry.subject} ${entry.key}`)).toEqual([
      '1 updated override a-new',
      '1 removed override a-new',
      '1 restored flag text',
      '1 updated segment staff',
      `1 updated environment ${environment}`,
    ]);
    expect(items[4]).toMatchObject({ before: { name: environment }, after: { name: 'Renamed' } });
    expect(await viewer.flags.get({ environment, key: 'text' })).toMatchObject({ id: before.id, revision: 2 });
    await apply(fileOf(environment, { flags: [{ ...text, archivedAt: '2026-01-01T00:00:00Z' }] }));
    expect((await viewer.audit.list({ environment, limit: 1 })).items[0]).toMatchObject({ action: 'archived' });
  });

  it('changes overrides without touching their flag', async () => {
    const environment = await api.newEnvironment();
    const withValue = (value: boolean, users: object[] = []) =>
      fileOf(environment, { flags: [{ key: 'flag', overrides: { everyone: { value }, users } }] });
    await apply(withValue(true));
    const plan = await apply(withValue(false, [{ userId: 'ann', overrideType: 'include', value: null }]));
    expect(plan.changes).toEqual([
      {
        subject: 'flag',
        key: 'flag',
        action: 'change',
        fields: [
          { field: 'overrides.everyone', before: EVERYONE(true), after: EVERYONE(false) },
          { field: 'overrides.users.ann', after: { overrideType: 'include', reason: null, expiresAt: null } },
        ],
      },
    ]);
    expect(await api.as('viewer').flags.get({ environment, key: 'flag' })).toMatchObject({ revision: 1 });
  });

  it('replaces an override that has expired, and treats one in the file as absent', async () => {
    const environment = await api.newEnvironment();
    const at = (ms: number) => new Date(NOW + ms).toISOString();
    const file = (expiresAt: string) =>
      fileOf(environment, {
        flags: [
          {
            key: 'flag',
            overrides: {
              everyone: { value: true, expiresAt },
              users: [{ userId: 'ann', overrideType: 'include', expiresAt }],
            },
          },
        ],
      });
    await apply(file(at(HOUR_MS)));
    api.time.now += 2 * HOUR_MS;
    try {
      expect(await apply(file(at(HOUR_MS)))).toMatchObject({ changes: [] });
      expect(await exported(environment)).not.toContain('ann');
      expect(await apply(file(at(3 * HOUR_MS)))).toMatchObject({ changes: [{ fields: [{}, {}] }] });
    } finally {
      api.time.now -= 2 * HOUR_MS;
    }
  });

  it('deals a split without ranges so that as few users as possible move', async () => {
    const environment = await api.newEnvironment();
    const file = (red: number) =>
      fileOf(environment, {
        flags: [
          {
            ...RICH.flags[1],
            rules: [{ id: 'r', condition: { all: [] }, serve: { kind: 'split', split: split(red) } }],
            split: split(red),
          },
        ],
      });
    await apply(file(40_000));
    await apply(file(50_000));
    const flag = await api.as('viewer').flags.get({ environment, key: 'text' });
    const ranges = [
      { variant: 'blue', from: 0, to: 50_000 },
      { variant: 'red', from: 50_000, to: 100_000 },
    ];
    expect(flag).toMatchObject({ split: { ranges }, rules: [{ serve: { split: { ranges } } }] });
  });

  it('applies to several environments as one change, and gives no version to those that stay the same', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    const flags = [{ key: 'shared' }];
    await apply(fileOf(one, { flags }));
    const files = [one, other].map((environment) => ({ environment, file: fileOf(environment, { flags }) }));
    const plans = await applyFiles(write(), files, { require: () => undefined });
    expect(plans.map(({ changes }) => changes.length)).toEqual([0, 1]);
    const versions = await Promise.all([one, other].map((key) => api.as('viewer').environments.get({ key })));
    expect(versions.map(({ version }) => version)).toEqual([2, 2]);
    expect(api.services.snapshots.status().versions).toMatchObject({ [one]: 2, [other]: 2 });
    expect(await api.as('admin').audit.verify({})).toMatchObject({ status: 'whole' });
  });

  it('leaves nothing behind if one of several environments is refused', async () => {
    const one = await api.newEnvironment();
    const files = [
      { environment: one, file: fileOf(one, { flags: [{ key: 'typed' }] }) },
      {
        environment: 'brand-new' as EnvironmentKey,
        file: fileOf(one, { flags: [{ key: 'typed', type: 'number', variants: [{ key: 'a', value: 1 }] }] }),
      },
    ];
    const failure = failureFrom(applyFiles(write(), files, { require: () => undefined }));
    expect(await failure).toMatchObject({
      details: [
        { path: 'file.flags.0.type', message: '"typed" is boolean in another file; a flag has one type everywhere' },
      ],
    });
    expect(await failureFrom(planFiles(api.services, files, {}))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await api.as('viewer').environments.list()).not.toContainEqual(
      expect.objectContaining({ key: 'brand-new' }),
    );
    expect(await api.as('viewer').environments.get({ key: one })).toMatchObject({ version: 1 });
  });
});

describe('14.5 an environment', () => {
  it('of more flags than one step reads is read as a whole', async () => {
    const environment = await api.newEnvironment();
    const flags = Array.from({ length: 501 }, (_, at) => ({ key: `flag-${at}` }));
    await apply(fileOf(environment, { flags }));
    expect(await apply(fileOf(environment, { flags }), { prune: true })).toMatchObject({ changes: [], unchanged: 501 });
  });

  it('that does not exist is not exported, and is created by a file that prunes', async () => {
    const key = 'pruned-first' as EnvironmentKey;
    expect(await failureFrom(exported(key))).toMatchObject({ code: 'ENVIRONMENT_NOT_FOUND' });
    const planned = new Map([[key, { version: 1, digest: 'other' }]]);
    const stale = failureFrom(apply(fileOf(key, {}), { planned }));
    expect(await stale).toMatchObject({ code: 'STALE_REVISION', yours: 1, current: 0 });
    expect(await apply(fileOf(key, {}), { prune: true })).toMatchObject({ changes: [{ action: 'create' }] });
  });

  it('keeps its overrides if the file leaves them out', async () => {
    const environment = await api.newEnvironment();
    await apply(fileOf(environment, RICH));
    const flags = RICH.flags.map((flag) => ({ ...flag, overrides: undefined }));
    const plan = await apply(fileOf(environment, { flags, overrides: false }));
    expect(plan).toMatchObject({ changes: [], unchanged: 2 });
    expect(await exported(environment)).toContain('"Ben"');
  });
});

describe('14.5 a file is refused', () => {
  const staff = { key: 'staff', condition: { all: [] } };
  const rule = (segment: string) => ({
    rules: [{ id: 'r', condition: { segment }, serve: { kind: 'variant', variant: 'on' } }],
  });
  it.each([
    ['a missing segment', { flags: [{ key: 'a', ...rule('gone') }] }, 'file.flags.0.rules', '"a": there is no segment'],
    [
      'a missing prerequisite',
      { flags: [{ key: 'a', prerequisites: [{ flagKey: 'b', variants: ['on'] }] }] },
      'file.flags.0.prerequisites.0.flagKey',
      'there is no flag "b"',
    ],
    ['missing variants', { flags: [{ key: 'a', type: 'number' }] }, 'file.flags.0.variants', 'needs its variants'],
    [
      'a wrong variant',
      { flags: [{ key: 'a', onVariant: 'blue' }] },
      'file.flags.0.onVariant',
      'there is no variant "blue"',
    ],
    [
      'variants of a boolean',
      { flags: [{ key: 'a', variants: [{ key: 'on', value: true }], offVariant: null }] },
      'file.flags.0.variants',
      'a boolean flag has',
    ],
    [
      'a wrong value for everyone',
      { flags: [{ key: 'a', overrides: { everyone: { value: 1 } } }] },
      'file.flags.0.overrides.everyone.value',
      "must have the flag's type",
    ],
    [
      'a wrong value for a user',
      { flags: [{ key: 'a', overrides: { users: [{ userId: 'u', overrideType: 'include', value: 1 }] } }] },
      'file.flags.0.overrides.users.0.value',
      "must have the flag's type",
    ],
    [
      'a segment of itself',
      { segments: [{ key: 's', condition: { segment: 's' } }] },
      'file.segments.0.condition',
      '"s": ',
    ],
  ])('for %s', async (_, fields, path, message) => {
    const environment = await api.newEnvironment();
    const failure = await failureFrom(apply(fileOf(environment, fields)));
    expect(failure).toMatchObject({ code: 'VALIDATION_FAILED' });
    const [detail] = (failure as { details: { path: string; message: string }[] }).details;
    expect([detail?.path.startsWith(path), detail?.message]).toEqual([true, expect.stringContaining(message)]);
  });

  it('for another type, here or elsewhere', async () => {
    const [one, other] = [await api.newEnvironment(), await api.newEnvironment()];
    await apply(fileOf(one, { flags: [{ key: 'kept' }] }));
    const number = { flags: [{ key: 'kept', type: 'number', variants: [{ key: 'a', value: 1 }] }] };
    expect(await failureFrom(apply(fileOf(one, number)))).toMatchObject({
      details: [{ message: '"kept" is boolean; a flag keeps its type' }],
    });
    expect(await failureFrom(apply(fileOf(other, number)))).toMatchObject({
      details: [{ message: `"kept" is boolean in ${one}; a flag has one type everywhere` }],
    });
  });

  it('for what breaks flags and segments that it does not name', async () => {
    const environment = await api.newEnvironment();
    const needing = { key: 'needing', prerequisites: [{ flagKey: 'colors', variants: ['b'] }] };
    const colors = (...keys: string[]) => ({
      key: 'colors',
      type: 'string',
      variants: keys.map((key) => ({ key, value: key })),
    });
    const above = { key: 'above', condition: { segment: 'staff' } };
    await apply(fileOf(environment, { segments: [staff, above], flags: [colors('a', 'b'), needing] }));
    expect(await failureFrom(apply(fileOf(environment, { flags: [colors('a')] })))).toMatchObject({
      details: [{ path: 'file.flags.prerequisites.0.variants', message: expect.stringContaining('"needing": ') }],
    });
    const loop = { segments: [{ key: 'staff', condition: { segment: 'above' } }] };
    expect(await failureFrom(apply(fileOf(environment, loop)))).toMatchObject({
      details: [{ path: 'file.segments' }, { path: 'file.segments.0.condition' }],
    });
  });

  it('unless a flag that it does not name was broken before', async () => {
    const environment = await api.newEnvironment();
    await apply(fileOf(environment, { segments: [staff], flags: [{ key: 'a', ...rule('staff') }] }));
    await api.services.database.write((em) =>
      em.execute(`update feature_flags set on_variant = 'gone' where environment = ?`, [environment]),
    );
    const plan = await apply(fileOf(environment, { segments: [{ ...staff, description: 'new' }] }));
    expect(plan.changes).toHaveLength(1);
  });

  it('to export something that cannot be read as it is stored', async () => {
    const environment = await api.newEnvironment();
    await apply(fileOf(environment, { segments: [staff], flags: [{ key: 'a' }] }));
    await api.services.database.write((em) =>
      em.execute(`update feature_flags set tags = '7' where environment = ?`, [environment]),
    );
    expect(await failureFrom(exported(environment))).toMatchObject({
      details: [{ message: expect.stringContaining('the tags of the flag "a" cannot be read as it is stored') }],
    });
    await apply(fileOf(environment, { flags: [{ key: 'a' }] }));
    expect(await exported(environment)).toContain('"a"');
    await api.services.database.write((em) =>
      em.execute(`update segments set condition = '7' where environment = ?`, [environment]),
    );
    expect(await failureFrom(exported(environment))).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await apply(fileOf(environment, { segments: [staff] }))).changes).toHaveLength(1);
  });

  it('to an editor who would create an environment or change its settings, but not to plan it', async () => {
    const environment = await api.newEnvironment();
    const editor = api.as('editor').environments;
    const renamed = { burgee: 1 as const, environment: { key: environment, name: 'Other' } };
    const forbidden = { code: 'FORBIDDEN', needs: 'admin' };
    expect(await failureFrom(editor.applyFile({ key: environment, file: renamed }))).toMatchObject(forbidden);
    expect(await failureFrom(editor.applyFile({ key: 'created', file: renamed }))).toMatchObject(forbidden);
    const plan = await api.as('viewer').environments.planFile({ key: 'created', file: renamed });
    expect(plan).toMatchObject({ version: null, changes: [{ action: 'create', fields: expect.any(Array) }] });
    await api.as('admin').environments.applyFile({ key: 'created', file: renamed });
    expect(await api.as('viewer').environments.get({ key: 'created' })).toMatchObject({ name: 'created' });
  });

  it('if the changes are no longer those of the plan, but not if only others have changed', async () => {
    const environment = await api.newEnvironment();
    await apply(fileOf(environment, { flags: [{ key: 'a' }, { key: 'b' }] }));
    const file = fileOf(environment, { flags: [{ key: 'a', description: 'new' }] });
    const { version, digest } = await plan(file);
    const planned = new Map([[environment, { version, digest }]]);
    await api.as('editor').flags.setEnabled({ environment, key: 'b', enabled: true });
    await apply(file, { planned });
    await api.as('editor').flags.update({ environment, key: 'a', description: 'other' });
    expect(await failureFrom(apply(file, { planned }))).toMatchObject({ code: 'STALE_REVISION', yours: version });
  });

  it('if the environment that the plan would create exists, with another content', async () => {
    const key = 'contested-file' as EnvironmentKey;
    const file = fileOf(key, {});
    const { version, digest } = await plan(file);
    await api.as('admin').environments.create({ key });
    const failure = await failureFrom(apply(fileOf(key, {}), { planned: new Map([[key, { version, digest }]]) }));
    expect(failure).toMatchObject({ code: 'STALE_REVISION', yours: 0, current: 1 });
  });

  it('A19 is created once if 5 requests apply it at once', async () => {
    const key = 'raced' as EnvironmentKey;
    const calls = Array.from({ length: 5 }, () => apply(fileOf(key, { flags: [{ key: 'a' }] })));
    const plans = await Promise.all(calls);
    expect(plans.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    expect(await api.as('viewer').environments.get({ key })).toMatchObject({ version: 1 });
  });
});
