import {
  type CreateEnvironmentInput,
  DomainError,
  type Environment,
  type InvalidateCacheInput,
  type UpdateEnvironmentInput,
} from '@burgee/contracts';
import { changeRuleset, toEnvironment, type WriteContext } from '@burgee/data-access';
import type { Cache } from '../cache/cache.ts';
import { requireEnvironment } from '../database/query.ts';
import { rulesetKey } from '../stored-ruleset.ts';

/** @throws DomainError KEY_TAKEN. */
export async function createEnvironment(ctx: WriteContext, input: CreateEnvironmentInput): Promise<Environment> {
  const { key, name = key, permitsSessionOverrides, isProduction, color, bucketing, reason } = input;
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
      // If two requests create it at once, the second inserts nothing, which does not abort its transaction.
      const inserted = await em.execute(
        `insert into environments (key, name, permits_session_overrides, is_production, color, bucketing, created_at)
         values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning key`,
        [key, name, permitsSessionOverrides, isProduction, color, bucketing, ctx.now()],
      );
      if (inserted.length === 0)
        throw new DomainError({ code: 'KEY_TAKEN', subject: 'environment', key, archived: false });
    },
  );
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function updateEnvironment(ctx: WriteContext, input: UpdateEnvironmentInput): Promise<Environment> {
  const { key, reason, ...fields } = input;
  return changeRuleset(ctx, [key], async (em) => {
    const row = await requireEnvironment(em, key);
    const before = toEnvironment(row);
    em.assign(row, fields, { ignoreUndefined: true });
    await em.flush();
    const after = toEnvironment(row);
    return {
      result: after,
      changes: [{ environment: key, action: 'updated', subject: 'environment', key, reason, before, after }],
    };
  });
}

/**
 * Makes every server reload the whole environment (W9.16): an update without changes notifies all of them.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND.
 */
export async function invalidateCaches(
  ctx: WriteContext,
  cache: Cache,
  { key, reason }: InvalidateCacheInput,
): Promise<void> {
  const drop = () => Promise.all([cache.delete([rulesetKey(key)]), cache.deletePrefix(`${rulesetKey(key)}:`)]);
  // Drop first, so that no server reloads a stale entry.
  await drop();
  await updateEnvironment(ctx, { key, reason: ['caches invalidated', reason].filter(Boolean).join(': ') });
}
