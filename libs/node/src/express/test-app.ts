import type { EvaluationContext } from '@burgee/contracts';
import { compileRuleset } from '@burgee/evaluator';
import { aFlag, aRuleset, aTextFlag, NOW } from '@burgee/testing';
import express, { type Express, type Request } from 'express';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { featureFlags, type FeatureFlagsOptions } from './index.ts';

export const ruleset = compileRuleset(
  aRuleset({
    flags: [
      aFlag({ key: 'wishlist-gallery' }),
      aFlag({ key: 'wishlist-reorder', enabled: false }),
      aFlag({ key: 'half', rollout: 50 }),
      aTextFlag({ key: 'color' }),
      aFlag({ key: 'limits', type: 'json', variants: { on: { perDay: 5 }, off: { perDay: 0 } } }),
    ],
  }),
);

export const contextOf = ({ query }: Request): EvaluationContext =>
  typeof query['userId'] === 'string' ? { userId: query['userId'] } : {};

export const OPTIONS: FeatureFlagsOptions = { contextOf, ruleset: () => ruleset, now: () => NOW };

export function appWith(options: Partial<FeatureFlagsOptions> = {}): Express {
  const app = express();
  app.use(featureFlags({ ...OPTIONS, ...options }));
  return app;
}

/** Serves the app until the end of the scope. */
export async function listening(app: Express) {
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    get: (path: string, options: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, options),
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export function fail(message: string): never {
  throw new Error(message);
}
