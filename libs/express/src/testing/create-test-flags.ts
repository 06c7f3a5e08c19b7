import { type Evaluation, RulesetVersion } from '@burgee/contracts';
import type { FlagSet, RegisteredFlags } from '@burgee/flags';
import {
  createTestValues,
  type FlagValues,
  isFlagSet,
  type TestAnswer,
  type TestValues,
  type UndeclaredValues,
} from '@burgee/flags/testing';
import type { RequestHandler } from 'express';
import type { FeatureFlags } from '../request-flags.ts';

/** The flags of one test: those of `TestValues`, and a middleware that takes the place of `featureFlags()`. */
export type TestFlags<Set = RegisteredFlags> = Pick<TestValues<Set>, 'set' | 'reads' | 'reset'> & {
  /** Sets `req.featureFlags` and `req.flags`. */
  readonly middleware: RequestHandler;
};

/**
 * Creates the flags of one test of an Express application. Nothing is evaluated.
 *
 *     const test = createTestFlags(flags, { 'new-checkout': true }); // the other flags have their declared fallbacks
 *     const app = express().use(test.middleware).use(routes);
 *
 * Without a declaration, `createTestFlags({ 'new-checkout': true })`.
 *
 * @throws TypeError for a key that is not declared or a value of another type, which only JavaScript and casts can pass.
 */
export function createTestFlags<Set extends FlagSet>(flags: Set, values?: FlagValues<Set>): TestFlags<Set>;
export function createTestFlags(values: UndeclaredValues): TestFlags<undefined>;
export function createTestFlags(
  first: FlagSet | UndeclaredValues,
  values?: FlagValues<FlagSet>,
): TestFlags<FlagSet> | TestFlags<undefined> {
  const test = isFlagSet(first) ? createTestValues(first, values) : createTestValues(first);
  const featureFlags = toFeatureFlags(test);
  const middleware: RequestHandler = (request, _response, next) => {
    request.featureFlags = featureFlags;
    request.flags = featureFlags;
    next();
  };
  return { middleware, set: test.set, reads: test.reads, reset: test.reset };
}

function toFeatureFlags({ isEnabled, get, all }: TestValues<FlagSet> | TestValues<undefined>): FeatureFlags {
  return {
    isEnabled,
    get: get as FeatureFlags['get'],
    all: () => new Map([...all()].map(([key, answer]) => [key, toEvaluation(key, answer)])),
  };
}

const VERSION = RulesetVersion.parse(1);

function toEvaluation(key: string, answer: TestAnswer): Evaluation {
  return { key, ...answer, version: VERSION };
}
