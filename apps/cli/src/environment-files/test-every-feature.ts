/** An environment file that uses every feature of the format, in no order. */
export const EVERY_FEATURE = {
  burgee: 1,
  environment: {
    key: 'qa',
    name: 'Quality',
    color: 'teal',
    isProduction: true,
    permitsSessionOverrides: true,
    bucketing: 'unleash',
  },
  segments: [
    { key: 'staff', name: 'Staff', condition: { attribute: 'email', operator: 'endsWith', values: ['@acme.com'] } },
    {
      key: 'beta',
      description: 'Early adopters, "quoted"\nand more',
      condition: {
        all: [
          { any: [{ segment: 'staff' }, { not: { attribute: 'plan', operator: 'in', values: ['free', ''] } }] },
          { attribute: 'version', operator: 'semverGte', values: ['2.0.0-beta.1'] },
          { attribute: 'age', operator: 'gt', values: [17.5] },
          { attribute: 'ip', operator: 'inCidr', values: ['10.0.0.0/8'] },
          { attribute: 'name', operator: 'contains', values: ['é'], ignoreCase: true },
          { attribute: '$now', operator: 'after', values: ['2027-01-01'] },
          { attribute: 'id', operator: 'matches', values: ['^a+$'] },
          { attribute: 'email', operator: 'exists' },
        ],
      },
    },
  ],
  flags: [
    {
      key: 'checkout',
      description: 'The new checkout',
      tags: ['web', 'a b'],
      enabled: true,
      salt: 'other salt',
      expiresAt: '2031-01-01T00:00:00Z',
      rollout: {
        schedule: { kind: 'steps', steps: [{ at: '2027-01-01T00:00:00Z', percentage: 12.345 }] },
        bucketBy: ['account', 'userId'],
        salt: 'rollout salt',
        algorithm: 'sha256',
        missing: 'excluded',
      },
      prerequisites: [{ flagKey: 'theme', variants: ['dark', 'light'] }],
      rules: [
        {
          id: 'second',
          description: 'Beta testers',
          condition: { segment: 'beta' },
          rollout: {
            schedule: {
              kind: 'ramp',
              from: 0,
              to: 50,
              startAt: '2027-01-01T00:00:00Z',
              endAt: '2027-02-01T00:00:00.500Z',
            },
          },
          serve: { kind: 'variant', variant: 'on' },
        },
      ],
      overrides: {
        everyone: { value: false, reason: 'frozen', expiresAt: '2099-01-01T00:00:00Z' },
        users: [
          { userId: 'zoe', overrideType: 'include', value: true, reason: 'asked', expiresAt: '2099-01-01T00:00:00Z' },
          { userId: 'Ann', overrideType: 'exclude' },
        ],
      },
      managedBy: { kind: 'git', source: 'https://github.com/acme/flags', overrides: true },
    },
    {
      key: 'theme',
      type: 'string',
      variants: [
        { key: 'light', value: 'light', description: 'bright' },
        { key: 'dark', value: 'dark' },
      ],
      onVariant: 'dark',
      offVariant: 'light',
      split: {
        weights: [
          { variant: 'dark', weight: 33_333 },
          { variant: 'light', weight: 66_667 },
        ],
        ranges: [
          { variant: 'light', from: 0, to: 50_000 },
          { variant: 'dark', from: 50_000, to: 83_333 },
          { variant: 'light', from: 83_333, to: 100_000 },
        ],
        bucketBy: ['userId'],
        salt: 'split salt',
        algorithm: 'unleash',
        missing: 'random',
      },
      rules: [
        {
          id: 'one',
          condition: { all: [] },
          serve: {
            kind: 'split',
            split: {
              weights: [
                { variant: 'dark', weight: 50_000 },
                { variant: 'light', weight: 50_000 },
              ],
            },
          },
        },
      ],
    },
    { key: 'old', archivedAt: '2026-01-01T00:00:00Z' },
    {
      key: 'Ж:colon',
      type: 'number',
      variants: [
        { key: 'one', value: 1e21 },
        { key: 'two', value: -0.5 },
      ],
    },
    { key: 'checkOut' },
    {
      key: 'config',
      type: 'json',
      variants: [{ key: 'only', value: { z: [null, { b: 1, a: '\u2028' }], key: 'k', a: { '10': 1, '9': 2 } } }],
      overrides: { everyone: { value: [] } },
    },
  ],
} as const;
