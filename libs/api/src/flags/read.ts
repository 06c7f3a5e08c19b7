import type { Flag, FlagPage, FlagRef, FlagSort, ListFlagsInput } from '@burgee/contracts';
import { FlagRow, toFlag, type Database } from '@burgee/data-access';
import type { QueryOrderMap } from '@mikro-orm/core';
import { containing, requireEnvironment } from '../query.ts';
import type { Snapshots } from '../snapshots.ts';
import { findFlag } from './find.ts';

/** @throws DomainError FLAG_NOT_FOUND, ENVIRONMENT_NOT_FOUND. */
export async function getFlag(database: Database, snapshots: Snapshots, { environment, key }: FlagRef): Promise<Flag> {
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    return toFlag(await findFlag(em, snapshots, { environment, key }));
  });
}

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function listFlags(database: Database, input: ListFlagsInput): Promise<FlagPage> {
  const { environment, page, pageSize } = input;
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    const [rows, total] = await em.findAndCount(FlagRow, filterOf(input), {
      orderBy: orderOf(input.sort),
      limit: pageSize,
      offset: (page - 1) * pageSize,
    });
    return { items: rows.map(toFlag), pagination: { page, pageSize, total } };
  });
}

export function filterOf({
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
    ...(search && { $or: [{ key: containing(search) }, { description: containing(search) }] }),
  };
}

/** Then by key, so that no flag is on two pages. */
export function orderOf(sort: ListFlagsInput['sort']): QueryOrderMap<FlagRow>[] {
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
