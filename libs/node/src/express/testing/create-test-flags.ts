import type { Evaluation, RulesetVersion } from '@burgee/contracts';
import { publicEvaluation } from '@burgee/evaluator';
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
import { type FeatureFlags, setFlags } from '../request-flags.ts';

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
    setFlags(request, featureFlags);
    next();
  };
  return { middleware, set: test.set, reads: test.reads, reset: test.reset };
}

function toFeatureFlags(test: TestValues<FlagSet> | TestValues<undefined>): FeatureFlags {
  const { isEnabled, get } = test;
  const all = () => new Map([...test.all()].map(([key, answer]) => [key, toEvaluation(key, answer)]));
  return {
    isEnabled,
    isOn: isEnabled,
    get: get as FeatureFlags['get'],
    explain: (key) => ({ ...(all().get(key) ?? NOT_FOUND), key, trace: [] }),
    all,
    bootstrap: () => ({
      environment: 'test',
      version: VERSION,
      flags: Object.fromEntries([...all()].map(([key, evaluation]) => [key, publicEvaluation(evaluation)])),
    }),
    isStale: false,
  };
}

const VERSION = 1 as RulesetVersion;
const NOT_FOUND = { enabled: false, reason: 'ERROR', version: VERSION, errorCode: 'FLAG_NOT_FOUND' } as const;

function toEvaluation(key: string, answer: TestAnswer): Evaluation {
  return { key, ...answer, version: VERSION };
}
