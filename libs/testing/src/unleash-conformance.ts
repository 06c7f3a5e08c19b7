import type { PublicEvaluation } from '@burgee/contracts';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A context as Unleash's SDKs take it. */
type Context = { readonly [field: string]: unknown; readonly properties?: Readonly<Record<string, unknown>> | null };

export type UnleashVariant = {
  readonly name: string;
  readonly enabled: boolean;
  readonly feature_enabled: boolean;
  readonly payload?: { readonly type: string; readonly value: string };
};

export type UnleashCase<T> = {
  readonly description: string;
  readonly context: Context;
  readonly toggleName: string;
  readonly expectedResult: T;
};

export type UnleashSpecification = {
  readonly name: string;
  /** The response for SDKs that the cases are about. */
  readonly state: unknown;
  readonly tests: readonly UnleashCase<boolean>[];
  readonly variantTests: readonly UnleashCase<UnleashVariant>[];
};

// Unleash's client specification belongs to someone else, so it is read from outside the project and not copied into it.
const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../../shared/conformance/unleash');

/** The files of Unleash's client specification; none, with a warning, if they are not beside the project. */
export function readUnleashSpecifications(): readonly UnleashSpecification[] {
  if (!existsSync(folder)) {
    console.warn(`SKIPPED: the conformance cases of Unleash, because there is no ${folder}`);
    return [];
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const specification = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Partial<UnleashSpecification>;
      return { tests: [], variantTests: [], ...specification } as UnleashSpecification;
    });
}

/** A result of ours as one of Unleash. The cases have no payload of the type csv, which would be text here. */
export function asUnleashVariant({ enabled, variant, value }: Partial<PublicEvaluation>): UnleashVariant {
  if (!enabled || variant === undefined || typeof value === 'boolean')
    return { name: 'disabled', enabled: false, feature_enabled: enabled ?? false };
  const type = typeof value === 'object' ? 'json' : typeof value;
  const payload = { type, value: typeof value === 'string' ? value : JSON.stringify(value) };
  return { name: variant, payload, enabled: true, feature_enabled: true };
}
