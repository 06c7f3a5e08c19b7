import { type CreatedFlags, type CreateOffFlagInput, type EnvironmentKey, isAllowed } from '@burgee/contracts';
import { type RequestContext, requireSession, sessionFor, writeContext } from '../context.ts';
import { listEnvironments } from '../environments/read.ts';
import { createFlags } from '../flags/change.ts';

/**
 * Creates a flag that is off, in the given environments, or in all in which the caller may.
 *
 * @throws DomainError KEY_TAKEN, VALIDATION_FAILED, FORBIDDEN, TOKEN_SCOPE, ENVIRONMENT_NOT_FOUND.
 */
export async function createOffFlag(
  request: RequestContext,
  { environments, ...fields }: CreateOffFlagInput,
): Promise<CreatedFlags> {
  const { services, caller, agent, onNotServedYet, onServed } = request;
  const { session } = requireSession(caller);
  const wanted = environments ?? (await writableEnvironments(request));
  for (const environment of wanted) sessionFor(caller, 'flags:write', environment);
  const write = writeContext(services, session, { agent, onNotServedYet, onServed });
  const inputs = [...new Set(wanted)].map((environment) => ({ ...fields, environment, enabled: false }));
  return { items: await createFlags(write, inputs) };
}

/** @throws DomainError FORBIDDEN or TOKEN_SCOPE if there is none. */
async function writableEnvironments({ services, caller }: RequestContext): Promise<EnvironmentKey[]> {
  const all = (await listEnvironments(services.database)).map(({ key }) => key);
  const { session } = requireSession(caller);
  const writable = all.filter((environment) => isAllowed(session, 'flags:write', environment));
  if (writable.length === 0) sessionFor(caller, 'flags:write', all[0]);
  return writable;
}
