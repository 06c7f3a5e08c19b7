import { type Condition, INVALID_CONTEXT, normalizeContext } from '@burgee/contracts';
import { compileRuleset, evaluateAll } from '@burgee/evaluator';
import { aFlag, aRule, aRuleset, NOW } from '@burgee/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import type { TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  /** The same flags on the server and in process: one with a rollout, and two that depend on an attribute. */
  const conditions: Record<string, Condition> = {
    early: { attribute: 'signedUpAt', operator: 'before', values: ['2026-06-01'] },
    red: { attribute: 'team', operator: 'in', values: ['red'] },
  };
  const inProcess = compileRuleset(
    aRuleset({
      flags: [
        aFlag({ key: 'one-percent', rollout: 1 }),
        ...Object.entries(conditions).map(([key, condition]) =>
          aFlag({ key, rollout: 0, rules: [aRule({ condition })] }),
        ),
      ],
    }),
  );
  const KEYS = ['one-percent', 'early', 'red'];

  let burgee: TestServer;
  beforeAll(async () => {
    burgee = await startTestPlace(place, { settings: { LIMIT_EVALUATIONS: '1000000' } });
    const rollout = (percentage: number) => ({ schedule: { kind: 'fixed', percentage } });
    const create = async (body: object) => {
      const { status } = await burgee.request('/api/admin/flags', { as: 'editor', body });
      expect(status).toBe(201);
    };
    await create({ key: 'one-percent', enabled: true, rollout: rollout(1) });
    for (const [key, condition] of Object.entries(conditions)) {
      const serve = { kind: 'variant', variant: 'on' };
      await create({ key, enabled: true, rollout: rollout(0), rules: [{ id: 'rule', condition, serve }] });
    }
  });
  afterAll(() => burgee[Symbol.asyncDispose]());

  type Answers = Record<string, { enabled: boolean; reason: string; errorCode?: string }>;
  const evaluate = (context: unknown) =>
    burgee.request('/api/config/evaluate', { body: { context, flagKeys: KEYS } }) as Promise<{
      status: number;
      body: { flags: Answers };
    }>;
  const shown = ({ enabled, reason, errorCode }: Answers[string]) => ({ enabled, reason, errorCode });

  const attribute = fc.oneof(
    fc.constantFrom('ann', 'red', '', 'x'.repeat(256), 0, NaN, null, undefined, () => 'red', ['red', undefined]),
    fc.date({ noInvalidDate: false }),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const context = fc.oneof(
    { weight: 4, arbitrary: fc.dictionary(fc.constantFrom('userId', 'sessionId', 'signedUpAt', 'team'), attribute) },
    { weight: 1, arbitrary: attribute },
  );

  describe('a context', () => {
    it('W39.9 evaluates over REST and tRPC as in process, for random values', async () => {
      await fc.assert(
        fc.asyncProperty(context, async (given) => {
          // A request without a context is evaluated for an anonymous caller. JSON drops functions too.
          if (given === undefined || typeof given === 'function') return;
          const answers = evaluateAll(inProcess, given as never, { now: NOW });
          const expected = Object.fromEntries(answers.map((answer) => [answer.key, shown(answer)]));
          const { status, body } = await evaluate(given);
          expect(status).toBe(200);
          const overTrpc = await burgee.request('/trpc/evaluation.evaluateAll', {
            body: { context: given, flagKeys: KEYS },
          });
          const { result } = overTrpc.body as { result: { data: { flags: Answers } } };
          for (const flags of [body.flags, result.data.flags]) {
            expect(Object.fromEntries(Object.entries(flags).map(([key, answer]) => [key, shown(answer)]))).toEqual(
              expected,
            );
          }
        }),
        { numRuns: 200 },
      );
    });

    it.each([[[]], [['ann']], [null], ['ann'], [7], [true]])(
      'W39.9 that is %j is answered, but never as for an anonymous caller',
      async (given) => {
        expect(normalizeContext(given)).toBe(INVALID_CONTEXT);
        const { status, body } = await evaluate(given);
        expect(status).toBe(200);
        for (const answer of Object.values(body.flags)) {
          expect(answer).toMatchObject({ enabled: false, reason: 'ERROR', errorCode: 'INVALID_CONTEXT' });
        }
        const booleans = await burgee.request('/api/config/flags', { body: { context: given } });
        expect(booleans).toMatchObject({ status: 200, body: { 'one-percent': false } });
      },
    );

    it('W9.2 that is missing counts as an anonymous caller, whom a partial rollout includes', async () => {
      const { body } = await burgee.request('/api/config/evaluate', { body: { flagKeys: KEYS } });
      expect(body).toMatchObject({ flags: { 'one-percent': { enabled: true } } });
    });

    it.each(['userId', 'sessionId', 'testRunId'])(
      'W39.9 with a repeated %s in the query evaluates to off',
      async (id) => {
        expect(await burgee.request(`/api/config/flags?${id}=a&${id}=b`)).toMatchObject({
          status: 200,
          body: { 'one-percent': false },
        });
      },
    );

    it('W9.12 with two user ids in the query does not open the demo', async () => {
      const open = { enabled: true, rolloutPercentage: 1 };
      const { status } = await burgee.request('/api/admin/flags/wishlist-gallery', { as: 'editor', body: open });
      expect(status).toBe(200);
      expect((await burgee.request('/api/wishlist')).status).toBe(200);
      expect((await burgee.request('/api/wishlist?userId=a&userId=b')).status).toBe(404);
    });
  });
});
