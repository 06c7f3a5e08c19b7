import type { Caller, Services } from '@burgee/api';
import { DomainError, type EnvironmentKey, isAllowed, PERMISSIONS, reaches, type Session } from '@burgee/contracts';
import type { Tool } from './tools.ts';

/** A caller who acts through an agent. */
export type AgentAccess = {
  /** The caller, without the environments that the agent must not touch. */
  readonly caller: Extract<Caller, { session: Session }>;
  /** The environments that the agent may touch, if the role permits it. */
  readonly environments: readonly EnvironmentKey[];
  /** Production that the caller itself could access. */
  readonly withheld: readonly EnvironmentKey[];
};

/** Production needs a key with the scope `agent`: people, tokens and other keys reach the other environments alone. */
export async function readAgentAccess(
  services: Pick<Services, 'database'>,
  caller: AgentAccess['caller'],
): Promise<AgentAccess> {
  const rows: { key: EnvironmentKey; isProduction: boolean }[] = await services.database.read((em) =>
    em.execute('select key, is_production as "isProduction" from environments order by created_at, key'),
  );
  const own = rows.filter(({ key }) => reaches(caller.session, key));
  const isOpen = ({ isProduction }: { isProduction: boolean }) => !isProduction || caller.scopes?.includes('agent');
  const environments = own.filter(isOpen).map(({ key }) => key);
  const withheld = own.filter((place) => !isOpen(place)).map(({ key }) => key);
  const session = withheld.length > 0 ? { ...caller.session, reach: environments } : caller.session;
  return { caller: { ...caller, session }, environments, withheld };
}

/** Whether the role lets the caller use a tool, in some environment. */
export function mayUse({ useCase: { access }, agent }: Tool, { caller, environments }: AgentAccess): boolean {
  const permission = agent.needs ?? (access.kind === 'open' ? undefined : access.permission);
  if (permission === undefined) return true;
  const isAnywhere = access.kind === 'permission' && access.field === null;
  if (isAnywhere || PERMISSIONS[permission].where === 'everywhere') return isAllowed(caller.session, permission);
  return environments.some((environment) => isAllowed(caller.session, permission, environment));
}

/** Names the scope that is missing, where a failure only says that there is no access. */
export function explainScope(error: unknown, { withheld }: AgentAccess): unknown {
  if (!(error instanceof DomainError) || error.failure.code !== 'TOKEN_SCOPE') return error;
  const { scope } = error.failure;
  if (withheld.some((environment) => environment === scope)) return withScope(scope);
  return scope === 'all environments' && withheld.length > 0
    ? withScope(`${scope}, which includes production,`)
    : error;
}

function withScope(scope: string): DomainError {
  return new DomainError({ code: 'TOKEN_SCOPE', scope: `${scope} over MCP without the scope "agent"` });
}
