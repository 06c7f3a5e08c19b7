import { isAllowed, type UnleashReport } from '@burgee/contracts';
import { usePermission } from '../../app/permission.ts';
import { useSession } from '../../app/stores.ts';

/** Why the signed-in person cannot make an import; `undefined` if they can. Creating an environment is never planned for others. */
export function useImportPermission({ plans }: Pick<UnleashReport, 'plans'>): string | undefined {
  const session = useSession();
  const closed = plans.find(({ environment, version }) => {
    return version !== null && !isAllowed(session, 'flags:write', environment);
  });
  const { why } = usePermission('flags:write', closed?.environment);
  return closed && why;
}
