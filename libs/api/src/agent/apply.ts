import { type ApplyChangeInput, type ChangePlan, DomainError, type Flag } from '@burgee/contracts';
import { idempotencyOf, type RequestContext, requireSession, sessionFor, writeContext } from '../context.ts';
import { applyChange } from './changes.ts';

/**
 * Makes the change of a plan, once: a repeated call returns the first answer.
 *
 * @throws DomainError PLAN_NOT_VALID, STALE_REVISION, FLAG_NOT_FOUND, VALIDATION_FAILED, PREREQUISITE_CYCLE, FORBIDDEN.
 */
export async function applyPlan(request: RequestContext, { planId, reason }: ApplyChangeInput): Promise<Flag> {
  const { environment, key, revision, change, id } = await verifyPlan(request, planId);
  const { services, caller, agent, onNotServedYet, onServed } = request;
  // The role may have changed since the preview.
  const session = sessionFor(caller, 'flags:write', environment);
  const idempotency = idempotencyOf(id, 'agent.apply', planId);
  const write = writeContext(services, session, { agent, idempotency, onNotServedYet, onServed });
  return applyChange(write, { environment, key, revision, reason }, change);
}

async function verifyPlan({ services, caller }: RequestContext, planId: string): Promise<ChangePlan> {
  const { session } = requireSession(caller);
  const verified = await services.plans.verify(planId);
  if ('problem' in verified) throw new DomainError({ code: 'PLAN_NOT_VALID', problem: verified.problem });
  if (verified.plan.actor !== session.actor) throw new DomainError({ code: 'PLAN_NOT_VALID', problem: 'caller' });
  return verified.plan;
}
