import { type EnvironmentKey, type FlagConfig, type FlagType, ON } from '@burgee/contracts';
import type { Draft } from './drafts.ts';
import type { ImportedFeature } from './features.ts';

type EnvironmentDrafts = { readonly environment: EnvironmentKey; readonly drafts: readonly Draft[] };

/** A feature in one environment, without problems so far. */
type Entry = { readonly environment: EnvironmentKey; readonly draft: Draft; readonly imported: ImportedFeature };

/** The parts of a flag that depend on its type. */
type Form = Pick<FlagConfig, 'type' | 'variants' | 'offVariant'>;

/**
 * Gives every flag the same type in all environments. A feature with types that have no common one is reported in each
 * environment.
 *
 * @param known the types of flags that exist already, by key.
 */
export function agreeOnTypes<E extends EnvironmentDrafts>(
  environments: readonly E[],
  known: ReadonlyMap<string, FlagType>,
): E[] {
  const agreed = new Map<Draft, Draft>();
  for (const [name, entries] of entriesByName(environments)) {
    const existing = known.get(name);
    const types = new Set([...entries.map(({ imported }) => imported.flag.type), ...(existing ? [existing] : [])]);
    if (types.size === 1) continue;
    const forms = commonForms(entries, existing);
    if (!forms) for (const { draft } of entries) draft.report('variants', describeTypes(entries, existing));
    for (const [index, { draft, imported }] of entries.entries()) {
      const form = forms?.[index];
      agreed.set(draft, { ...draft, imported: form && { ...imported, flag: { ...imported.flag, ...form } } });
    }
  }
  return environments.map((one) => ({ ...one, drafts: one.drafts.map((draft) => agreed.get(draft) ?? draft) }));
}

function entriesByName(environments: readonly EnvironmentDrafts[]): ReadonlyMap<string, readonly Entry[]> {
  const entries = new Map<string, Entry[]>();
  for (const { environment, drafts } of environments) {
    for (const draft of drafts) {
      const { name, imported } = draft;
      if (name === undefined || !imported) continue;
      const entry = { environment, draft, imported };
      entries.set(name, [...(entries.get(name) ?? []), entry]);
    }
  }
  return entries;
}

/** The forms of a type that all of them can have. */
function commonForms(entries: readonly Entry[], existing: FlagType | undefined): readonly Form[] | undefined {
  // If all are boolean, an existing flag may have payloads.
  const areNamed = entries.some(({ imported }) => imported.flag.type === 'string');
  for (const [type, formOf] of areNamed ? COMMON : COMMON.slice(0, 1)) {
    if (existing !== undefined && existing !== type) continue;
    const forms = entries.flatMap(({ imported }) => formOf(imported) ?? []);
    if (forms.length === entries.length) return forms;
  }
  return undefined;
}

/** A text that is JSON can become its value: a program reads the payloads of all environments in the same way. */
function jsonForm({ flag, asJson }: ImportedFeature): Form | undefined {
  return asJson && { type: 'json', variants: asJson, offVariant: flag.offVariant };
}

/** Without payloads, on without a variant can be one more name. It must not be the name of a variant elsewhere. */
function namedForm({ flag, plain, hasPayloads }: ImportedFeature): Form | undefined {
  const { type, variants, offVariant } = flag;
  if (type === 'boolean') return { type: 'string', variants: [{ key: ON.key, value: ON.key }], offVariant: null };
  const isTaken = plain !== ON.key && variants.some(({ key }) => key === ON.key);
  return hasPayloads || isTaken ? undefined : { type, variants, offVariant };
}

const COMMON = [
  ['json', jsonForm],
  ['string', namedForm],
] as const;

function describeTypes(entries: readonly Entry[], existing: FlagType | undefined): string {
  const types = entries.map(({ environment, imported }) => `${imported.flag.type} in "${environment}"`);
  const here = existing === undefined ? [] : [`${existing} in a flag that exists already`];
  return `its type would be ${[...types, ...here].join(', ')}, but a flag has the same type everywhere: make its variants alike`;
}
