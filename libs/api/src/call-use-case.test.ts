import { type Flag } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENT_CASES } from './agent/use-cases.ts';
import { callUseCase } from './call-use-case.ts';
import type { RequestContext } from './context.ts';
import { readExampleOutputs } from './example-outputs.ts';
import { flagCases } from './flags/use-cases.ts';
import { failureFrom, sessionOf, startTestApi, type TestApi } from './test-services.ts';
import { USE_CASES } from './use-cases.ts';

const environment = 'production';
let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api[Symbol.asyncDispose]());

const editor = (more: Partial<RequestContext> = {}): RequestContext => ({
  services: api.services,
  caller: { session: sessionOf('editor') },
  ...more,
});
const create = (raw: unknown, request = editor(), operation = 'create') =>
  callUseCase(flagCases.create, request, { raw, operation });

describe('14.1 a use case that an interface calls', () => {
  it('runs with the parsed input', async () => {
    expect(await create({ environment, key: 'parsed' })).toMatchObject({ key: 'parsed', type: 'boolean' });
    const call = {
      raw: { environment, key: 'wrong' },
      operation: 'get',
      parse: () => ({ environment, key: 'parsed' }),
    };
    expect(await callUseCase(flagCases.get, editor(), call)).toMatchObject({ key: 'parsed' });
  });

  it('refuses callers before it parses, and then inputs that do not fit', async () => {
    const anonymous = editor({ caller: { problem: 'missing' } });
    const wrong = { environment, nonsense: true };
    expect(await failureFrom(create(wrong, anonymous))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await failureFrom(create(wrong))).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('changes nothing when it is repeated with the same key for the same operation', async () => {
    const request = editor({ idempotencyKey: 'once' });
    const first = await create({ environment, key: 'repeated' }, request);
    expect(await create({ environment, key: 'repeated' }, request)).toEqual(first);
  });

  it('W9.6 answers a switch over REST with the percentage at that time, of three decimals', async () => {
    const ramp = {
      kind: 'ramp',
      from: 0,
      to: 100,
      startAt: '2027-01-01T00:00:00.000Z',
      endAt: '2027-01-02T00:00:00.000Z',
    };
    const flag = (await create({ environment, key: 'ramp', rollout: { schedule: ramp } })) as Flag;
    const answer = flagCases.setEnabled.rest[0]?.answer;
    const shown = answer?.of(flag as never, new Date('2027-01-01T08:00:00.000Z'));
    expect(shown).toEqual({ ...flag, rolloutPercentage: 33.333 });
    expect(answer?.schema.parse(shown)).toEqual(shown);
  });
});

it('14.1 the recorded outputs are those of the examples', () => {
  const names = [...USE_CASES, ...AGENT_CASES].map(({ name }) => name);
  expect([...readExampleOutputs().keys()].filter((name) => !names.includes(name as (typeof names)[number]))).toEqual(
    [],
  );
});
