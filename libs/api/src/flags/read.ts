import type { Flag, FlagPage, FlagRef, FlagSort, ListFlagsInput } from '@burgee/contracts';
import { type Database, FlagRow, toFlag } from '@burgee/data-access';
import type { QueryOrderMap } from '@mikro-orm/core';
import { findFlag } from '../database/find-flag.ts';
import { containsText, requireEnvironment } from '../database/query.ts';

/** @throws DomainError FLAG_NOT_FOUND, ENVIRONMENT_NOT_FOUND. */
export async function getFlag(database: Database, { environment, key }: FlagRef): Promise<Flag> {
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    return toFlag(await findFlag(em, { environment, key }));
  });
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function listFlags(database: Database, input: ListFlagsInput): Promise<FlagPage> {
  const { environment, page, pageSize } = input;
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    const [rows, total] = await em.findAndCount(FlagRow, flagFilter(input), {
      orderBy: flagOrder(input.sort),
      limit: pageSize,
      offset: (page - 1) * pageSize,
    });
    return { items: rows.map(toFlag), pagination: { page, pageSize, total } };
  });
}

export function flagFilter({
  environment,
  search,
  type,
  enabled,
  archived,
  tag,
}: Omit<ListFlagsInput, 'page' | 'pageSize' | 'sort'>) {
  return {
    environment,
    archivedAt: archived ? { $ne: null } : null,
    ...(type && { type }),
    ...(enabled !== undefined && { enabled }),
    ...(tag && { tags: { $contains: [tag] } }),
    ...(search && { $or: [{ key: containsText(search) }, { description: containsText(search) }] }),
  };
}

/** Sorts by key last, so that no flag appears on two pages. */
export function flagOrder(sort: ListFlagsInput['sort']): QueryOrderMap<FlagRow>[] {
  return [ORDER[sort], { key: 'asc' }];
}

const ORDER = {
  key: { key: 'asc' },
  '-key': { key: 'desc' },
  updatedAt: { updatedAt: 'asc' },
  '-updatedAt': { updatedAt: 'desc' },
  createdAt: { createdAt: 'asc' },
  '-createdAt': { createdAt: 'desc' },
} as const satisfies Record<(typeof FlagSort)['options'][number], object>;
