import type { Flag, FlagPage } from '@burgee/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { trpc } from './trpc.ts';

/** Puts a flag, as the server gave it back, in place of what is on the screen; what it is sorted by is asked for anew. */
export function useKeepFlag(): (flag: Flag) => void {
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  return (flag) => {
    const { environment, key } = flag;
    utils.flags.get.setData({ environment, key }, flag);
    queryClient.setQueriesData<FlagPage>({ queryKey: getQueryKey(trpc.flags.list) }, (page) => withFlag(page, flag));
    void utils.flags.list.invalidate();
    void utils.audit.invalidate();
  };
}

function withFlag(page: FlagPage | undefined, flag: Flag): FlagPage | undefined {
  const isThere = page?.items.some(({ id }) => id === flag.id);
  if (!page || !isThere) return page;
  return { ...page, items: page.items.map((one) => (one.id === flag.id ? flag : one)) };
}
