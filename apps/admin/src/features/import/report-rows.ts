import type { EnvironmentKey, PlannedChange, UnleashReport } from '@burgee/contracts';
import { formatList } from '../../ui/format/words.ts';

/** The effect of the import on a flag in one environment. */
type FlagEffect = { readonly environment: EnvironmentKey; readonly change: PlannedChange };

export type FlagChangeRow = { readonly flagKey: string; readonly effects: readonly FlagEffect[] };

/** The flags that are created or changed, by key. */
export function flagRows({ plans }: Pick<UnleashReport, 'plans'>): FlagChangeRow[] {
  const rows = new Map<string, FlagEffect[]>();
  for (const { environment, changes } of plans) {
    for (const change of changes.filter(({ subject }) => subject === 'flag')) {
      rows.set(change.key, [...(rows.get(change.key) ?? []), { environment, change }]);
    }
  }
  return [...rows].map(([flagKey, effects]) => ({ flagKey, effects }));
}

export type ProblemRow = {
  readonly feature: string;
  readonly construct: string;
  readonly message: string;
  readonly environments: readonly EnvironmentKey[];
};

/** The reasons why features are left out, each with the environments that it applies to. */
export function problemRows({ problems }: Pick<UnleashReport, 'problems'>): ProblemRow[] {
  const rows = new Map<string, ProblemRow>();
  for (const { environment, feature, construct, message } of problems) {
    const id = JSON.stringify([feature, construct, message]);
    const environments = [...(rows.get(id)?.environments ?? []), environment];
    rows.set(id, { feature, construct, message, environments });
  }
  return [...rows.values()];
}

/** The segments and environments that are created or changed, as "segment dutch". */
export function otherChanges({ plans }: Pick<UnleashReport, 'plans'>): string[] {
  const subjects = plans.flatMap(({ changes }) =>
    changes.flatMap(({ subject, key }) => (subject === 'flag' ? [] : [`${subject} ${key}`])),
  );
  return [...new Set(subjects)];
}

/** "new in Production and Staging", "changes rules in Production". */
export function effectWords(effects: readonly FlagEffect[], nameOf: (key: EnvironmentKey) => string): string {
  const places = new Map<string, string[]>();
  for (const { environment, change } of effects) {
    const words = change.action === 'create' ? 'new' : `changes ${formatList(change.fields.map(({ field }) => field))}`;
    places.set(words, [...(places.get(words) ?? []), nameOf(environment)]);
  }
  return [...places].map(([words, names]) => `${words} in ${formatList(names)}`).join('; ');
}
