import type { Flag, ReleaseFlagInput } from '@burgee/contracts';
import { changeRuleset, toFlag, type WriteContext } from '@burgee/data-access';
import { findFlag } from '../database/find-flag.ts';
import { staleRevision } from '../failures/stale-revision.ts';
import { flagChange } from './change.ts';

/**
 * Lets people change a flag that is managed in Git, until its file is applied with its source again.
 *
 * @throws DomainError FLAG_NOT_FOUND, STALE_REVISION.
 */
export async function releaseFlag(ctx: WriteContext, input: ReleaseFlagInput): Promise<Flag> {
  const { environment, revision } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const row = await findFlag(em, input);
    const before = toFlag(row);
    if (!before.managedBy) return { result: before, changes: [] };
    if (revision !== undefined && revision !== before.revision) throw staleRevision(revision, {}, before);
    em.assign(row, { managedBy: null, revision: before.revision + 1, updatedAt: ctx.now() });
    const after = toFlag(row);
    return { result: after, changes: [flagChange('updated', input, before, after)] };
  });
}
