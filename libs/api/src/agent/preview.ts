import {
  type ChangePlan,
  type ChangePreview,
  FlagConfig,
  isSameJson,
  type JsonValue,
  PLAN_MS,
  type PreviewChangeInput,
  type Session,
} from '@burgee/contracts';
import { toEnvironment } from '@burgee/data-access';
import { applyDelta, type CompiledRuleset } from '@burgee/evaluator';
import type { Services } from '../context.ts';
import { requireEnvironment } from '../database/query.ts';
import { invalid } from '../failures/invalid.ts';
import { readEdit } from '../flags/change.ts';
import type { FlagDraft } from '../flags/draft.ts';
import { draftChange } from './changes.ts';
import { flipsOfOverridden, flipsOfSyntheticIds } from './flips.ts';
import { readIdOverrides } from './id-overrides.ts';
import { warningsOf } from './warnings.ts';

/** Agents copy plans from one call to the next, so a plan must be short. */
const MAX_PLAN_LENGTH = 8_000;

/**
 * Computes what a change of a flag would do, and changes nothing.
 *
 * @throws DomainError FLAG_NOT_FOUND, PREREQUISITE_CYCLE; VALIDATION_FAILED also for a change that is too large.
 */
export async function previewChange(
  services: Services,
  session: Session,
  input: PreviewChangeInput,
): Promise<ChangePreview> {
  const { environment, key, change } = input;
  const now = services.now().getTime();
  const read = await services.database.read(async (em) => {
    const place = toEnvironment(await requireEnvironment(em, environment));
    const edited = await readEdit(em, { environment, key, ...change }, (current) => draftChange(current, change));
    return { ...edited, place, overrides: await readIdOverrides(em, edited.row, now) };
  });
  await services.snapshots.catchUp(new Map([[environment, read.place.version]]));
  const before = services.snapshots.ruleset(environment);
  const sides = { before, after: rulesetWith(before, read.draft), flagKey: key };
  const plan = { id: services.newId(), actor: session.actor, environment, key, change, revision: read.before.revision };
  const differing = differingFields(read.before, read.draft);
  return {
    ...(await signPlan(services, plan, now)),
    ...{ environment, key, revision: plan.revision },
    before: pick(read.before, differing),
    after: pick(read.draft, differing),
    flips: {
      synthetic: flipsOfSyntheticIds(sides, now),
      overridden: { ...flipsOfOverridden(sides, read.overrides.items, now), isCut: read.overrides.isCut },
    },
    warnings: warningsOf({ ...read, sides, differing, now }),
  };
}

/** Without what a draft has in addition. */
const Config = FlagConfig.strip();

/** The ruleset after the change, which no server has yet. */
function rulesetWith(held: CompiledRuleset, draft: FlagDraft): CompiledRuleset {
  const put = [Config.parse(draft)];
  const to = (held.version + 1) as typeof held.version;
  const nothing = { put: [], delete: [] };
  const delta = { from: held.version, to, flags: { put, delete: [] }, segments: nothing, overrides: nothing };
  // A delta from the held version always continues it.
  return applyDelta(held, delta) as CompiledRuleset;
}

async function signPlan({ plans }: Services, plan: ChangePlan, now: number) {
  const expiresAt = now + PLAN_MS;
  const planId = await plans.sign(plan, expiresAt);
  if (planId.length > MAX_PLAN_LENGTH) throw invalid('change', 'is too large to be planned; make it in several steps');
  return { planId, expiresAt: new Date(expiresAt).toISOString() };
}

function differingFields(before: FlagDraft, after: FlagDraft): (keyof FlagDraft)[] {
  const fields = Object.keys(after) as (keyof FlagDraft)[];
  return fields.filter((field) => !isSameJson(before[field], after[field]));
}

function pick(draft: FlagDraft, fields: readonly (keyof FlagDraft)[]): Record<string, JsonValue> {
  return Object.fromEntries(fields.map((field) => [field, draft[field] as JsonValue]));
}
