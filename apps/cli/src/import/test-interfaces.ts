import { contextFromUnleash, type UnleashContext } from '@burgee/importers';
import { asUnleashVariant, type UnleashVariant } from '@burgee/testing';
import type { startServer } from '../test-server.ts';

type Answer = Parameters<typeof asUnleashVariant>[0];
type Server = Awaited<ReturnType<typeof startServer>>;

/** The frontend API fills in the address of the request, as Unleash does. That of tests is in the cases, and this one is not. */
const ELSEWHERE = '203.0.113.7';

/** An interface of the server that evaluates flags for one context. */
export type Interface = {
  /** Asks for a feature, and returns the answer as one of Unleash. */
  ask(environment: string, feature: string, context: UnleashContext): Promise<UnleashVariant>;
  /** Why requests cannot carry a field of the context, by field. Contexts with it are left out. */
  readonly cannotCarry?: Readonly<Record<string, string>>;
};

/** The interfaces by name. */
export function interfacesOf(server: Server): Readonly<Record<string, Interface>> {
  const { evaluation } = server.api;
  const post = withKeys(server);
  return {
    evaluation: {
      ask: async (environment, feature, given) => {
        const { context, now } = contextFromUnleash(given);
        const input = { environment, context };
        const { flags } = await (now === undefined
          ? evaluation.evaluateAll.query(input)
          : evaluation.explainAll.query({ ...input, at: new Date(now).toISOString() }));
        return asUnleashVariant(new Map(Object.entries<Answer>(flags)).get(feature) ?? {});
      },
    },
    '/api/frontend': {
      ask: async (environment, feature, context) => {
        const { body } = await post(environment, '/api/frontend', {
          context: { remoteAddress: ELSEWHERE, ...context },
        });
        const { toggles } = body as { toggles: readonly { name: string; variant: UnleashVariant }[] };
        return toggles.find(({ name }) => name === feature)?.variant ?? asUnleashVariant({});
      },
    },
    OFREP: {
      ask: async (environment, feature, given) => {
        const { userId, ...rest } = contextFromUnleash(given).context;
        const context = userId === undefined ? rest : { ...rest, targetingKey: userId };
        const { status, body } = await post(environment, `/ofrep/v1/evaluate/flags/${encodeURIComponent(feature)}`, {
          context,
        });
        if (status !== 200 && status !== 404) throw new Error(JSON.stringify(body));
        const { value, ...answer } = body as Answer;
        // An imported flag that is off has no value, unless it is a boolean.
        const isOn = typeof value === 'boolean' ? value : value !== undefined;
        return asUnleashVariant({ ...answer, value, enabled: isOn });
      },
      cannotCarry: {
        currentTime: 'OFREP asks for the values of now: the server has the time, and no attribute changes it.',
      },
    },
  };
}

/** Posts as a server that has a key of the environment. */
function withKeys({ url, api }: Server) {
  const secrets = new Map<string, Promise<string>>();
  async function createKey(environment: string): Promise<string> {
    const { secret } = await api.keys.create.mutate({ kind: 'server', environment, name: 'conformance' });
    return secret;
  }
  return async (environment: string, path: string, body: object): Promise<{ status: number; body: unknown }> => {
    const key = secrets.get(environment) ?? createKey(environment);
    secrets.set(environment, key);
    const headers = { Authorization: `Bearer ${await key}`, 'Content-Type': 'application/json' };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  };
}
