import type { DomainCode } from '@burgee/contracts';
import { runs } from '@burgee/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { AGENT_CASES } from './agent/use-cases.ts';
import { appRouter } from './router.ts';
import { arbitraryInput, broken } from './test-arbitrary.ts';
import { callByName } from './test-examples.ts';
import { type Api, startTestApi, type TestApi } from './test-services.ts';
import { toDomainFailure } from './trpc.ts';
import { COMMON_FAILURES } from './use-case.ts';
import { USE_CASES } from './use-cases.ts';

const BODIES = runs(100);
/** Codes that refuse an input regardless of caller and stored data. */
const REFUSALS = ['VALIDATION_FAILED', 'BODY_TOO_DEEP'];
/** Fixed, so that a failure can be reproduced. */
const SEED = 20_261_121;

type Procedure = { readonly _def: { readonly type: string; readonly inputs: readonly z.ZodType[] } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
  .filter(([, { _def }]) => _def.inputs.length > 0)
  .map(([path, { _def }]) => ({ path, input: _def.inputs[0] as z.ZodType }))
  // Agents alone have these.
  .concat(AGENT_CASES.map(({ name, input }) => ({ path: name, input })));

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.as('admin').flags.create({ environment: 'production', key: 'checkout' });
});
afterAll(() => api[Symbol.asyncDispose]());

function callOf(caller: Api, path: string): (input: unknown) => Promise<unknown> {
  if (path.startsWith('agent.')) return (input) => callByName(api, path, input);
  const [namespace = '', name = ''] = path.split('.');
  const call = (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[namespace];
  return call?.[name] ?? expect.fail(`there is no ${path}`);
}

/** The codes that the table of use cases lists for a procedure. */
function failuresOf(path: string): readonly DomainCode[] {
  return [...USE_CASES, ...AGENT_CASES].find(({ name }) => name === path)?.failures ?? [];
}

/** The number of the newest entry: every change adds one. */
async function newestEntry(): Promise<unknown> {
  const { rows } = await api.services.database.query('select number from audit_head', []);
  return rows[0]?.['number'];
}

/** Returns the failure code, or `undefined` for an answer. An internal error fails the test. */
async function failureOfCall(path: string, input: unknown): Promise<string | undefined> {
  try {
    await callOf(api.as('admin'), path)(input);
    return undefined;
  } catch (error) {
    const failure = toDomainFailure(error);
    if (!failure) throw new Error(`${path} broke on ${JSON.stringify(input)}`, { cause: error });
    return failure.code;
  }
}

describe(`F1.11 of ${BODIES} random inputs`, () => {
  it.each(procedures)('$path refuses invalid inputs with a code and without a change', async ({ path, input }) => {
    const inputs = arbitraryInput(input);
    const samples = fc.sample(fc.oneof({ arbitrary: inputs, weight: 1 }, { arbitrary: broken(inputs), weight: 9 }), {
      numRuns: BODIES,
      seed: SEED,
    });
    let refused = 0;
    for (const sample of samples) {
      if (input.safeParse(sample).success) continue;
      expect(REFUSALS, JSON.stringify(sample)).toContain(await failureOfCall(path, sample));
      refused++;
    }
    expect(refused).toBeGreaterThan(BODIES / 4);
  });

  it.each(procedures)(
    '$path accepts or refuses inputs that fit its schema, and never breaks',
    async ({ path, input }) => {
      const samples = fc.sample(arbitraryInput(input), { numRuns: Math.ceil(BODIES / 10), seed: SEED });
      const known: (string | undefined)[] = [undefined, ...COMMON_FAILURES, ...failuresOf(path)];
      let newest = await newestEntry();
      for (const sample of samples) {
        const code = await failureOfCall(path, sample);
        expect(known, JSON.stringify(sample)).toContain(code);
        const after = await newestEntry();
        if (code !== undefined) expect(after, JSON.stringify(sample)).toEqual(newest);
        newest = after;
      }
    },
  );
});
