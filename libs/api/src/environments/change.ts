import {
  DomainError,
  type CreateEnvironmentInput,
  type Environment,
  type UpdateEnvironmentInput,
} from '@burgee/contracts';
import { changeRuleset, toEnvironment, type WriteContext } from '@burgee/data-access';
import { requireEnvironment } from '../query.ts';

/** @throws DomainError KEY_TAKEN. */
export async function createEnvironment(ctx: WriteContext, input: CreateEnvironmentInput): Promise<Environment> {
  const { key, name = key, permitsSessionOverrides, reason } = input;
  return changeRuleset(
    ctx,
    [key],
    async (em) => {
      const after = toEnvironment(await requireEnvironment(em, key));
      return {
        result: after,
        changes: [{ environment: key, action: 'created', subject: 'environment', key, reason, before: null, after }],
      };
    },
    async (em) => {
      // Of two who create it at once the second finds nothing inserted, instead of breaking its transaction.
      const inserted = await em.execute(
        `insert into environments (key, name, permits_session_overrides, created_at) values (?, ?, ?, ?)
         on conflict do nothing returning key`,
        [key, name, permitsSessionOverrides, ctx.now()],
      );
      if (inserted.length === 0)
        throw new DomainError({ code: 'KEY_TAKEN', subject: 'environment', key, archived: false });
    },
  );
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function updateEnvironment(ctx: WriteContext, input: UpdateEnvironmentInput): Promise<Environment> {
  const { key, reason } = input;
  return changeRuleset(ctx, [key], async (em) => {
    const row = await requireEnvironment(em, key);
    const before = toEnvironment(row);
    const { name = before.name, permitsSessionOverrides = before.permitsSessionOverrides } = input;
    em.assign(row, { name, permitsSessionOverrides });
    await em.flush();
    const after = toEnvironment(row);
    return {
      result: after,
      changes: [{ environment: key, action: 'updated', subject: 'environment', key, reason, before, after }],
    };
  });
}
