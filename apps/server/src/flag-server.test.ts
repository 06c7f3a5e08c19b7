import { type Evaluation, type EvaluationContext, rolloutOf } from '@burgee/contracts';
import { createFlagServer, type FlagServer, type FlagServerProblem, type FlagServerStatus } from '@burgee/node';
import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES, startTestPlace } from './test-edge.ts';
import type { TestServer } from './test-server.ts';

describe.each(PLACES)('13.10 at the %s', (place) => {
  const environment = 'development';
  let burgee: TestServer;
  let key: { secret: string; id: string };
  let flags: FlagServer;
  const problems: FlagServerProblem[] = [];

  beforeAll(async () => {
    burgee = await startTestPlace(place);
    const condition = { attribute: 'country', operator: 'in', values: ['nl'] };
    const rule = { id: 'nl', condition, rollout: rolloutOf(100), serve: { kind: 'variant', variant: 'on' } };
    await mutate('flags.create', { environment, key: 'everyone', enabled: true, rollout: rolloutOf(100) });
    await mutate('flags.create', { environment, key: 'half', enabled: true, rollout: rolloutOf(50) });
    await mutate('flags.create', { environment, key: 'dutch', enabled: true, rollout: rolloutOf(0), rules: [rule] });
    await mutate('overrides.setUser', { environment, flagKey: 'dutch', userId: 'user-3', overrideType: 'include' });
    await mutate('overrides.setUser', { environment, flagKey: 'half', userId: 'user-5', overrideType: 'exclude' });
    key = await newKey();
    flags = follow(key.secret);
    await flags.ready();
  });
  afterAll(async () => {
    await flags?.close();
    await burgee?.[Symbol.asyncDispose]();
  });

  async function mutate<T>(path: string, input: object): Promise<T> {
    const { status, body } = await burgee.request(`/trpc/${path}`, { as: 'admin', body: input });
    if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(body)}`);
    return (body as { result: { data: T } }).result.data;
  }

  async function newKey() {
    const { secret, key } = await mutate<{ secret: string; key: { id: string } }>('keys.create', {
      ...{ kind: 'server', environment, name: 'follower' },
    });
    return { secret, id: key.id };
  }

  function follow(secret: string, reported = problems) {
    return createFlagServer({ url: burgee.url, key: secret, onProblem: (problem) => reported.push(problem) });
  }

  async function until(server: FlagServer, fits: (status: FlagServerStatus) => boolean): Promise<void> {
    if (fits(server.status())) return;
    await new Promise<void>((resolve) => {
      const stop = server.subscribe(() => {
        if (!fits(server.status())) return;
        stop();
        resolve();
      });
    });
  }

  const isOn = async (flagKey: string, context: EvaluationContext) => (await flags.for(context)).isEnabled(flagKey);

  /** The version-independent part of an answer, by HTTP. */
  async function asked(context: EvaluationContext): Promise<Record<string, Partial<Evaluation>>> {
    const { body } = await burgee.request(`/api/config/evaluate?environment=${environment}`, {
      as: 'admin',
      body: { context, explain: true },
    });
    return (body as { flags: Record<string, Partial<Evaluation>> }).flags;
  }

  describe('13.6 a program that follows a server', () => {
    it('evaluates and explains like the server', async () => {
      for (let user = 0; user < 30; user++) {
        const context = { userId: `user-${user}`, country: user % 3 === 0 ? 'nl' : 'be' };
        const local = await flags.for(context);
        for (const [flagKey, answer] of Object.entries(await asked(context)))
          expect(JSON.parse(JSON.stringify(local.explain(flagKey)))).toEqual(answer);
      }
      expect(problems).toEqual([]);
    });

    it('has a change that the server has', async () => {
      await mutate('flags.setEnabled', { environment, key: 'everyone', enabled: false });
      await eventually(async () => expect(await isOn('everyone', {})).toBe(false));
      await mutate('flags.setEnabled', { environment, key: 'everyone', enabled: true });
      await eventually(async () => expect(await isOn('everyone', {})).toBe(true));
      expect(flags.status()).toMatchObject({ state: 'ready', counters: { rulesetsLoaded: 1, checksumMismatches: 0 } });
    });

    it('13.7 has the overrides that are set and removed while it runs', async () => {
      const context = { userId: 'user-9', country: 'be' };
      expect(await isOn('dutch', context)).toBe(false);
      await mutate('overrides.setUser', { environment, flagKey: 'dutch', userId: 'user-9', overrideType: 'include' });
      await eventually(async () => expect(await isOn('dutch', context)).toBe(true));
      await mutate('overrides.removeUser', { environment, flagKey: 'dutch', userId: 'user-9' });
      await eventually(async () => expect(await isOn('dutch', context)).toBe(false));
    });

    it('sends its usage', async () => {
      const reader = follow(key.secret);
      await reader.ready();
      (await reader.for({})).isEnabled('everyone');
      await reader.close();
      const isAccepted = (line: string) => line.includes('/api/sync/usage') && line.includes('202');
      await eventually(() => expect(burgee.lines.filter(isAccepted)).toHaveLength(1));
      expect(problems).toEqual([]);
    });

    it('keeps its flags when its key is revoked, and says so', async () => {
      const reported: FlagServerProblem[] = [];
      const { secret, id } = await newKey();
      const refused = follow(secret, reported);
      await until(refused, ({ connection }) => connection === 'live');
      await mutate('keys.revoke', { environment, id });
      await until(refused, ({ state }) => state === 'stale');
      await until(refused, ({ error }) => error?.status === 401);
      expect((await refused.for({})).isEnabled('everyone')).toBe(true);
      await refused.close();
    });
  });
});
