import type { EvaluationContext, Override, OverrideStep } from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import { isActiveOverride, type Layers } from './layers.ts';

type OverrideFinding = Omit<OverrideStep, 'layer' | 'outcome'>;

type OverriddenFlag = Layers & { readonly key: string };

type LookAtOverride = (flag: OverriddenFlag, options: EvaluateOptions, context: EvaluationContext) => OverrideFinding;

/** Finds the override of each layer for the ids of a context. */
export const OVERRIDE_LAYERS: Readonly<Record<OverrideStep['layer'], LookAtOverride>> = {
  emergency: ({ emergency }, { now }) => findOverride(emergency, now, 'no emergency override'),
  session: ({ key, permitsSessionOverrides }, { overrides, now }) => {
    const found = findOverride(overrides?.session.get(key), now);
    if (permitsSessionOverrides) return found;
    return { ...found, state: 'forbidden', detail: 'the environment does not permit session overrides' };
  },
  testing: ({ key }, { overrides, now }) => findOverride(overrides?.testing.get(key), now),
  'user exclude': (flag, options) => findUserOverride(flag, options, 'exclude'),
  'user include': (flag, options) => findUserOverride(flag, options, 'include'),
  global: ({ global }, { now }) => findOverride(global, now, 'no global override'),
};

function findUserOverride(
  { key }: OverriddenFlag,
  { overrides, now }: EvaluateOptions,
  overrideType: 'include' | 'exclude',
): OverrideFinding {
  const override = overrides?.user.get(key);
  return findOverride(override?.overrideType === overrideType ? override : undefined, now);
}

function findOverride(
  override: Override | undefined,
  now: number,
  none = 'no override for this context',
): OverrideFinding {
  if (!override) return { state: 'none', detail: none };
  const { id: overrideId, priority, createdBy, reason } = override;
  const applies = override.type === 'emergency' || isActiveOverride(override, now);
  return {
    state: applies ? 'applies' : 'expired',
    detail: `${applies ? 'set' : 'expired; set'} by ${createdBy}${reason ? `: ${reason}` : ''}`,
    overrideId,
    priority,
    createdBy,
    reason,
    expiresAt: override.type === 'emergency' ? null : override.expiresAt,
  };
}
