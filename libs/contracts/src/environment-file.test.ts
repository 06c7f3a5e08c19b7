import { describe, expect, it } from 'vitest';
import { EnvironmentFile, MAX_FILE_USERS } from './environment-file.ts';
import { formatEnvironmentFile, formatFlagFile, formatSegmentFile } from './environment-text.ts';
import { validationFailure } from './validation-failure.ts';

const fileOf = (fields: object) => ({ burgee: 1, environment: { key: 'production' }, ...fields });

function problemsOf(fields: object): string[] {
  const { error } = EnvironmentFile.safeParse(fileOf(fields));
  return error ? validationFailure(error).details.map(({ path, message }) => `${path}: ${message}`) : [];
}

const user = { userId: 'ann', overrideType: 'include' };
const split = (fields: object) => ({
  flags: [
    {
      key: 'a',
      split: {
        weights: [
          { variant: 'on', weight: 50_000 },
          { variant: 'off', weight: 50_000 },
        ],
        ...fields,
      },
    },
  ],
});

describe('14.5 an environment file', () => {
  it.each([
    ['another format', { burgee: 2 }, 'burgee: must be 1, the version of the format'],
    ['an unknown field', { flags: [{ key: 'a', enabeld: true }] }, 'flags.0: Unrecognized key: "enabeld"'],
    ['a flag twice', { flags: [{ key: 'a' }, { key: 'a' }] }, 'flags: must name each flag once'],
    [
      'a segment twice',
      { segments: Array.from({ length: 2 }, () => ({ key: 's', condition: { all: [] } })) },
      'segments: must name each segment once',
    ],
    [
      'a user twice',
      { flags: [{ key: 'a', overrides: { users: [user, user] } }] },
      'flags.0.overrides.users: must name each user once',
    ],
    [
      'overrides that it says it has not',
      { overrides: false, flags: [{ key: 'a' }, { key: 'b', overrides: { everyone: { value: true } } }] },
      'flags.1.overrides: must be absent: the file says that it has no overrides',
    ],
    [
      'users that it says it has not',
      { overrides: false, flags: [{ key: 'a', overrides: { users: [user] } }] },
      'flags.0.overrides: must be absent: the file says that it has no overrides',
    ],
    [
      'an excluded user with a value',
      { flags: [{ key: 'a', overrides: { users: [{ ...user, overrideType: 'exclude', value: true }] } }] },
      'flags.0.overrides.users.0.value: an include may have a value or a variant',
    ],
    ['ranges with a gap', split({ ranges: [{ variant: 'on', from: 1, to: 2 }] }), 'flags.0.split.ranges: must follow'],
    [
      'ranges of other weights',
      split({ ranges: [{ variant: 'on', from: 0, to: 100_000 }] }),
      'flags.0.split.ranges: must own',
    ],
  ])('cannot have %s', (_, fields, problem) => {
    expect(problemsOf(fields)).toContainEqual(expect.stringContaining(problem));
  });

  it('may leave out the ranges of a split', () => {
    expect(problemsOf(split({}))).toEqual([]);
  });

  it('has a limit of users', () => {
    const users = (count: number, from = 0) =>
      Array.from({ length: count }, (_, at) => ({ ...user, userId: `user-${from + at}` }));
    const flags = (count: number) => [
      { key: 'a', overrides: { users: users(MAX_FILE_USERS) } },
      { key: 'b', overrides: { users: users(count) } },
    ];
    expect(problemsOf({ flags: flags(0) })).toEqual([]);
    expect(problemsOf({ flags: flags(1) })).toEqual(['flags: have 20001 user overrides; a file has at most 20000']);
  });
});

describe('14.5 the canonical text', () => {
  it('leaves out defaults, and puts the key before the other names', () => {
    const file = EnvironmentFile.parse(
      fileOf({
        flags: [
          {
            key: 'plain',
            salt: 'plain',
            onVariant: 'on',
            offVariant: 'off',
            rollout: { schedule: { kind: 'fixed', percentage: 0 } },
          },
          { key: 'text', type: 'string', variants: [{ key: 'a', value: 'x' }], onVariant: 'a', offVariant: null },
        ],
      }),
    );
    expect(JSON.parse(formatEnvironmentFile(file))).toEqual({
      burgee: 1,
      environment: { key: 'production' },
      flags: [{ key: 'plain' }, { key: 'text', type: 'string', variants: [{ key: 'a', value: 'x' }] }],
    });
    expect(formatEnvironmentFile(EnvironmentFile.parse(fileOf({})))).toBe(
      '{\n  "burgee": 1,\n  "environment": {\n    "key": "production"\n  }\n}\n',
    );
    expect(formatSegmentFile({ condition: { all: [] }, name: 's', description: '', key: 's' })).toBe(
      '{\n  "key": "s",\n  "condition": {\n    "all": []\n  }\n}\n',
    );
  });

  it('is the same for flags that leave out what another names', () => {
    const serve = { kind: 'variant', variant: 'on' };
    const short = { key: 'a', rules: [{ id: 'r', condition: { all: [] }, serve }] };
    const long = EnvironmentFile.parse(fileOf({ flags: [short] })).flags[0] as object;
    expect(formatFlagFile(short)).toBe(formatFlagFile(long));
    expect(formatFlagFile({ key: 'b', variants: null, type: 'json' })).toBe(
      '{\n  "key": "b",\n  "type": "json",\n  "variants": null\n}\n',
    );
  });

  it('reads back as the same file', () => {
    const fields = {
      overrides: false,
      segments: [{ key: 's', name: 'S', condition: { segment: 'other' } }],
      flags: [
        { key: 'a', variants: [{ key: 'on', value: { key: 1, '10': 2, __proto__: 3, b: { a: [], key: null } } }] },
      ],
    };
    const file = EnvironmentFile.parse(fileOf(fields));
    expect(EnvironmentFile.parse(JSON.parse(formatEnvironmentFile(file)))).toEqual(file);
  });
});
