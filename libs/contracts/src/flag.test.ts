import { describe, expect, it } from 'vitest';
import { CreateEnvironmentInput, UpdateEnvironmentInput } from './environment.ts';
import {
  CreateFlagInput,
  FlagActionInput,
  FlagConfig,
  ListFlagsInput,
  newFlagConfig,
  Reason,
  SetEnabledInput,
  Tag,
  UpdateFlagInput,
} from './flag.ts';
import { FlagKey } from './ids.ts';
import { CreateSegmentInput, UpdateSegmentInput } from './segment.ts';

const ref = { environment: 'production', key: 'checkout' };
const segment = { ...ref, condition: { all: [] } };

/** The inputs of changes, with the required fields of each. */
const inputs = {
  'creating a flag': [CreateFlagInput, ref],
  'updating a flag': [UpdateFlagInput, ref],
  'switching a flag': [SetEnabledInput, { ...ref, enabled: true }],
  'archiving a flag': [FlagActionInput, ref],
  'creating a segment': [CreateSegmentInput, segment],
  'updating a segment': [UpdateSegmentInput, ref],
  'creating an environment': [CreateEnvironmentInput, { key: 'production' }],
  'updating an environment': [UpdateEnvironmentInput, { key: 'production' }],
} as const;

describe.each(Object.entries(inputs))('A6 %s', (_, [schema, least]) => {
  it('accepts the required fields alone', () => {
    expect(schema.safeParse(least).success).toBe(true);
  });

  it.each(Object.keys(least))('requires %s', (field) => {
    expect(schema.safeParse({ ...least, [field]: undefined }).success).toBe(false);
  });

  it.each([
    'id',
    'version',
    'createdBy',
    'createdAt',
    'updatedAt',
    'archived',
    'archivedAt',
    'actor',
    'ranges',
    'enable',
  ])('rejects the field %s and names it', (field) => {
    const { issues } = schema.safeParse({ ...least, [field]: 'x' }).error!;
    expect(issues).toMatchObject([{ code: 'unrecognized_keys', keys: [field] }]);
  });
});

describe('F1.2 updating a flag', () => {
  it('cannot change its type', () => {
    expect(UpdateFlagInput.safeParse({ ...ref, type: 'string' }).success).toBe(false);
  });

  it('does not set omitted fields', () => {
    expect(UpdateFlagInput.parse(ref)).toEqual(ref);
  });
});

it('F1.1 a new flag is a boolean by default', () => {
  expect(CreateFlagInput.parse(ref)).toEqual({ ...ref, type: 'boolean' });
});

describe('a new flag', () => {
  const flag = newFlagConfig(FlagKey.parse('checkout'));

  it('can be stored', () => {
    expect(FlagConfig.parse(flag)).toEqual(flag);
  });

  it('is off for everyone, and has its own salt', () => {
    expect(flag).toMatchObject({
      enabled: false,
      rollout: { schedule: { kind: 'fixed', percentage: 0 } },
      salt: 'checkout',
    });
  });
});

describe('a reason', () => {
  it('is stored without the white space around it', () => {
    expect(Reason.parse('  incident 7\n')).toBe('incident 7');
  });

  it.each(['', '   ', 'a'.repeat(501)])('cannot be %j', (reason) => {
    expect(Reason.safeParse(reason).success).toBe(false);
  });
});

describe('a tag', () => {
  it.each(['web', 'Team A', 'größe', 'a:b_c.d-e', '2027', 'a'.repeat(50)])('can be %s', (tag) => {
    expect(Tag.safeParse(tag).success).toBe(true);
  });

  it.each(['', ' a', '-a', 'a,b', 'a\n', '<b>', '=1+1', 'a'.repeat(51)])('cannot be %j', (tag) => {
    expect(Tag.safeParse(tag).success).toBe(false);
  });
});

describe('a query for flags', () => {
  it('asks for the first page of active flags by key, by default', () => {
    const { environment } = ref;
    expect(ListFlagsInput.parse({ environment })).toEqual({
      environment,
      page: 1,
      pageSize: 50,
      archived: false,
      sort: 'key',
    });
  });

  it.each([
    { page: 0 },
    { page: 1.5 },
    { pageSize: 0 },
    { pageSize: 201 },
    { sort: 'salt' },
    { sort: 'key; drop table' },
  ])('A10 cannot have %j', (wrong) => {
    expect(ListFlagsInput.safeParse({ environment: 'production', ...wrong }).success).toBe(false);
  });
});
