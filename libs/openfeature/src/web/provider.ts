import type { FlagClient } from '@burgee/client';
import type { Evaluation } from '@burgee/contracts';
import { findByKey } from '@burgee/contracts/wire';
import type { AnyContext } from '@burgee/flags';
import { contextFromOpenFeature } from '@burgee/protocols';
import {
  ClientProviderEvents,
  type EvaluationContext,
  type FlagValue,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  type ResolutionDetails,
} from '@openfeature/web-sdk';
import { createTracking, type ProviderOptions } from '../notes.ts';
import { resolutionOf, unresolved } from '../resolution.ts';
import { problemOf, watchClient } from './watch-client.ts';

/**
 * Serves the flags of a client of `@burgee/client`, which it closes with itself. The context of OpenFeature replaces that of
 * the client:
 *
 *     await OpenFeature.setProviderAndWait(new BurgeeWebProvider(createFlagClient({ url, key, flags })), { targetingKey: 'ann' });
 */
export class BurgeeWebProvider implements Provider {
  readonly metadata = { name: 'burgee-web' } as const;
  readonly runsOn = 'client';
  readonly events = new OpenFeatureEventEmitter();
  readonly track: (eventName: string) => void;
  readonly #client: FlagClient;
  readonly #watch: ReturnType<typeof watchClient>;

  constructor(client: FlagClient, options: ProviderOptions = {}) {
    this.#client = client;
    this.track = createTracking(options);
    this.#watch = watchClient(client, this.events);
  }

  /** @throws Error if there are no flags after 3 s. Once they arrive, the provider is ready nevertheless. */
  async initialize(context: EvaluationContext = {}): Promise<void> {
    await this.#watch.silently(() => this.#changeContext(context));
    const status = this.#client.status();
    if (status.state === 'loading') throw new Error(problemOf(status));
    // Later, because OpenFeature takes the provider for ready once this has returned.
    if (status.state === 'stale') {
      setTimeout(() => this.events.emit(ClientProviderEvents.Stale, { message: problemOf(status) }));
    }
  }

  /** @throws Error if the flags of the new context do not arrive within 3 s: fallbacks apply, or the flags of the same user. */
  async onContextChange(_before: EvaluationContext, context: EvaluationContext): Promise<void> {
    await this.#watch.silently(() => this.#changeContext(context));
    const status = this.#client.status();
    if (status.state !== 'ready') throw new Error(problemOf(status));
  }

  async onClose(): Promise<void> {
    this.#watch.stop();
    this.#client.close();
  }

  resolveBooleanEvaluation(flagKey: string, defaultValue: boolean) {
    return this.#resolve(flagKey, defaultValue);
  }

  resolveStringEvaluation(flagKey: string, defaultValue: string) {
    return this.#resolve(flagKey, defaultValue);
  }

  resolveNumberEvaluation(flagKey: string, defaultValue: number) {
    return this.#resolve(flagKey, defaultValue);
  }

  resolveObjectEvaluation<T extends JsonValue>(flagKey: string, defaultValue: T) {
    return this.#resolve(flagKey, defaultValue);
  }

  async #changeContext(context: EvaluationContext): Promise<void> {
    this.#client.setContext(contextFromOpenFeature(context as AnyContext));
    await this.#client.ready();
  }

  #resolve<T extends FlagValue>(flagKey: string, defaultValue: T): ResolutionDetails<T> {
    const answer = findByKey(this.#client.all(), flagKey);
    const { version } = this.#client.status();
    if (!answer) return unresolved(flagKey, defaultValue, version !== undefined);
    // A web key gets no rules and no buckets, so this is all that there is.
    return resolutionOf({ ...answer, key: flagKey, version } as Evaluation, defaultValue, 'public');
  }
}
