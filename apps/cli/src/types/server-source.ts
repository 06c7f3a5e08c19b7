import type { ApiClient } from '@burgee/api-client';
import type { EnvironmentKey } from '@burgee/contracts';
import { call } from '../call.ts';
import type { Connection } from '../options.ts';
import { Complaint, STATUS, type World } from '../world.ts';
import type { FlagSource } from './source.ts';

const PAGE_SIZE = 200;
const ATTEMPTS = 3;

/** Reads the flags and segments of an environment, for which the role viewer is enough. */
export async function readServer(
  connection: Connection,
  environment: EnvironmentKey,
  world: Pick<World, 'fetch'>,
): Promise<FlagSource> {
  const load = <T>(ask: Parameters<typeof call<T>>[2]) => call(connection, world, ask).catch(explainAccess);
  const page = (page: number) => ({ environment, page, pageSize: PAGE_SIZE });
  const flags = await readPages((number) =>
    load((api: ApiClient, options) => api.flags.list.query(page(number), options)),
  );
  const segments = await readPages((number) =>
    load((api: ApiClient, options) => api.segments.list.query(page(number), options)),
  );
  for (const { key, broken = [] } of [...flags, ...segments]) refuseBroken(key, broken);
  return { name: `${environment} at ${connection.url}`, flags, segments };

  function explainAccess(error: unknown): never {
    if (!(error instanceof Complaint) || error.status !== STATUS.notPermitted) throw error;
    const needed = `burgee types needs an admin key or a token with the role viewer in ${environment}`;
    throw new Complaint(
      `${error.message} ${needed}: --key or --token. Server and web keys cannot list flags.`,
      error.status,
      error.fix,
    );
  }
}

type Page<Item> = { readonly items: readonly Item[]; readonly pagination: { readonly total: number } };

/** Reads all pages again if their number of items changes, because items then move from one page to another. */
async function readPages<Item extends { readonly key: string }>(
  load: (page: number) => Promise<Page<Item>>,
): Promise<Item[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = new Map<string, Item>();
    const totals = new Set<number>();
    for (let number = 1, isLast = false; !isLast; number++) {
      const { items, pagination } = await load(number);
      for (const item of items) found.set(item.key, item);
      totals.add(pagination.total);
      isLast = number * PAGE_SIZE >= pagination.total;
    }
    if (totals.size === 1 && totals.has(found.size)) return [...found.values()];
  }
  throw new Complaint('The flags changed while they were read. Run the command again.', STATUS.refused);
}

/** The server replaces what it cannot read by empty values, which would be declared. */
function refuseBroken(key: string, broken: readonly { readonly path: string; readonly message: string }[]): void {
  const [first] = broken;
  if (!first) return;
  const problem = `"${key}" cannot be read: its ${first.path} is invalid (${first.message}).`;
  throw new Complaint(`${problem} Repair it in the admin app.`, STATUS.refused);
}
