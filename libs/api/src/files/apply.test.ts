import { EnvironmentFile, type EnvironmentKey, type EnvironmentPlan, formatEnvironmentFile } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeContext } from '../context.ts';
import { sessionOf, startTestApi, type TestApi } from '../test-services.ts';
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

async function apply(file: EnvironmentFile, options: Partial<ApplyOptions> = {}): Promise<EnvironmentPlan> {
  const write = writeContext(api.services, sessionOf('admin'));
  const files = [{ environment: file.environment.key, file }];
  const [plan] = await applyFiles(write, files, { require: () => undefined, ...options });
  return plan as EnvironmentPlan;
}

async function plan(file: EnvironmentFile, options: Partial<ApplyOptions> = {}): Promise<EnvironmentPlan> {
  const [plan] = await planFiles(api.services, [{ environment: file.environment.key, file }], options);
  return plan as EnvironmentPlan;
}

async function exported(environment: EnvironmentKey): Promise<string> {
  return formatEnvironmentFile(await exportEnvironment(api.services, environment, { overrides: true }));
}

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
});
