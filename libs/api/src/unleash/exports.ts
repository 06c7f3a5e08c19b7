import type { EnvironmentKey, OverrideOf, RulesetVersion } from '@burgee/contracts';
import type { CompiledRuleset } from '@burgee/evaluator';
import { type SpecLevel, toUnleash, type Unmapped } from '@burgee/protocols';
import { hash } from 'node:crypto';
import type { EvaluationServices } from '../context.ts';

/** A ruleset as Unleash's server SDKs receive it. */
export type UnleashExport = {
  readonly version: RulesetVersion;
  /** The features by name, each as JSON. */
  readonly features: ReadonlyMap<string, string>;
  /** The flags that are left out, and why. */
  readonly unmapped: readonly Unmapped[];
  /** The answer to a poll, as JSON. */
  readonly json: string;
  /** Identifies the features: a version that changes none of them has the same. Without quotes. */
  readonly tag: string;
};

/** Translates each version of a ruleset once per level of the client specification. */
export type UnleashExports = {
  /**
   * If the overrides of users cannot be loaded, the previous export continues.
   *
   * @throws DomainError ENVIRONMENT_NOT_FOUND, DATABASE_UNAVAILABLE or UPSTREAM_UNAVAILABLE.
   */
  of(environment: EnvironmentKey, level: SpecLevel): Promise<UnleashExport>;
};

/** The user overrides of an environment that may change results, as of a version. */
export type UsersOf = (environment: EnvironmentKey) => Promise<{
  readonly version: RulesetVersion;
  readonly overrides: readonly OverrideOf<'user'>[];
}>;

type Sources = { readonly snapshots: Pick<EvaluationServices['snapshots'], 'ruleset'>; readonly usersOf: UsersOf };

type Held = { readonly ruleset: CompiledRuleset; readonly made: Promise<UnleashExport> };

export function createUnleashExports({ snapshots, usersOf }: Sources): UnleashExports {
  const held = new Map<string, Held>();
  const lastGood = new Map<string, UnleashExport>();

  async function make(name: string, environment: EnvironmentKey, level: SpecLevel): Promise<UnleashExport> {
    const known = lastGood.get(name);
    try {
      const { ruleset, overrides } = await currentInputs(environment);
      const made = exportOf(ruleset, level, overrides);
      lastGood.set(name, made);
      return made;
    } catch (error) {
      // The next request tries again.
      held.delete(name);
      if (known) return known;
      throw error;
    }
  }

  async function currentInputs(environment: EnvironmentKey) {
    const { version, overrides } = await usersOf(environment);
    const ruleset = snapshots.ruleset(environment);
    if (ruleset.version <= version) return { ruleset, overrides };
    // A change came in between. The ruleset may be even newer afterwards, and is then exported again.
    return { ruleset, overrides: (await usersOf(environment)).overrides };
  }

  return {
    of: (environment, level) => {
      const ruleset = snapshots.ruleset(environment);
      const name = `${environment} ${level}`;
      const known = held.get(name);
      if (known?.ruleset === ruleset) return known.made;
      const made = make(name, environment, level);
      held.set(name, { ruleset, made });
      return made;
    },
  };
}

function exportOf(ruleset: CompiledRuleset, level: SpecLevel, users: readonly OverrideOf<'user'>[]): UnleashExport {
  const { features, unmapped } = toUnleash(ruleset, level, overridesByFlag(users));
  const texts = new Map(features.map((feature): [string, string] => [feature.name, JSON.stringify(feature)]));
  const list = `[${[...texts.values()].join()}]`;
  const tag = hash('sha1', `${ruleset.environment} ${list}`, 'base64url');
  const query = JSON.stringify({ environment: ruleset.environment });
  const meta = JSON.stringify({ revisionId: ruleset.version, etag: `"${tag}"`, queryHash: ruleset.environment });
  const json = `{"version":2,"features":${list},"segments":[],"query":${query},"meta":${meta}}`;
  return { version: ruleset.version, features: texts, unmapped, json, tag };
}

/** Groups overrides by their flag. */
export function overridesByFlag(
  users: readonly OverrideOf<'user'>[],
): ReadonlyMap<string, readonly OverrideOf<'user'>[]> {
  return Map.groupBy(users, ({ flagKey }) => flagKey as string);
}

/** The events of Unleash's protocol that lead a client from one export to another. */
export function eventsBetween(from: UnleashExport, to: UnleashExport): string[] {
  const eventId = to.version;
  const updated = [...to.features]
    .filter(([name, feature]) => from.features.get(name) !== feature)
    .map(([, feature]) => `{"type":"feature-updated","eventId":${eventId},"feature":${feature}}`);
  const removed = [...from.features.keys()]
    .filter((featureName) => !to.features.has(featureName))
    .map((featureName) => JSON.stringify({ type: 'feature-removed', eventId, featureName, project: 'default' }));
  return [...updated, ...removed];
}

export function hydrationOf({ version, features }: UnleashExport): string {
  const list = [...features.values()].join();
  return `{"type":"hydration","eventId":${version},"features":[${list}],"segments":[]}`;
}
