import type { AnyContext } from '@burgee/flags';
import type { FlagServer } from '@burgee/node';
import { findEvaluation } from '@burgee/node/internal';
import { contextFromOpenFeature } from '@burgee/protocols';
import {
  type EvaluationContext,
  type FlagValue,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  type ResolutionDetails,
  ServerProviderEvents,
} from '@openfeature/server-sdk';
import { createTracking, type ProviderOptions } from '../notes.ts';
import { resolutionOf, unresolved } from '../resolution.ts';
import { problemOf, watchServer } from './watch-server.ts';

/**
 * Evaluates flags in this process, by a flag server of `@burgee/node`, which it closes with itself:
 *
 *     await OpenFeature.setProviderAndWait(new BurgeeProvider(createFlagServer({ url, key, flags })));
 */
export class BurgeeProvider implements Provider {
  readonly metadata = { name: 'burgee' } as const;
  readonly runsOn = 'server';
  readonly events = new OpenFeatureEventEmitter();
  readonly track: (eventName: string) => void;
  readonly #burgee: FlagServer;
  #stop = () => {};

  constructor(burgee: FlagServer, options: ProviderOptions = {}) {
    this.#burgee = burgee;
    this.track = createTracking(options);
  }

  /** @throws Error if there are no flags after 3 s. Once they arrive, the provider is ready nevertheless. */
  async initialize(): Promise<void> {
    await this.#burgee.ready();
    this.#stop = watchServer(this.#burgee, this.events);
    const status = this.#burgee.status();
    if (status.state === 'loading') throw new Error(problemOf(status));
    // Later, because OpenFeature takes the provider for ready once this has returned.
    if (status.state === 'stale') {
      setTimeout(() => this.events.emit(ServerProviderEvents.Stale, { message: problemOf(status) }));
    }
  }

  async onClose(): Promise<void> {
    this.#stop();
    await this.#burgee.close();
  }

  resolveBooleanEvaluation(flagKey: string, defaultValue: boolean, context: EvaluationContext) {
    return this.#resolve(flagKey, defaultValue, context);
  }

  resolveStringEvaluation(flagKey: string, defaultValue: string, context: EvaluationContext) {
    return this.#resolve(flagKey, defaultValue, context);
  }

  resolveNumberEvaluation(flagKey: string, defaultValue: number, context: EvaluationContext) {
    return this.#resolve(flagKey, defaultValue, context);
  }

  resolveObjectEvaluation<T extends JsonValue>(flagKey: string, defaultValue: T, context: EvaluationContext) {
    return this.#resolve(flagKey, defaultValue, context);
  }

  async #resolve<T extends FlagValue>(
    flagKey: string,
    defaultValue: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    // A context that JSON cannot represent is an error of each flag, as in every package of Burgee.
    const flags = await this.#burgee.for(contextFromOpenFeature(context as AnyContext));
    const evaluation = findEvaluation(flags, flagKey);
    if (!evaluation) return unresolved(flagKey, defaultValue, this.#burgee.status().version !== undefined);
    return resolutionOf(evaluation, defaultValue, 'full');
  }
}
