import { flagState, type Flag, type FlagTablePage } from '@burgee/contracts';
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
    queryClient.setQueriesData<FlagTablePage>({ queryKey: getQueryKey(trpc.flags.table) }, (page) =>
      withFlag(page, flag),
    );
    void utils.flags.table.invalidate();
    void utils.flags.list.invalidate();
    void utils.audit.invalidate();
  };
}

function withFlag(page: FlagTablePage | undefined, flag: Flag): FlagTablePage | undefined {
  if (!page?.items.some(({ key }) => key === flag.key)) return page;
  const items = page.items.map((row) => {
    if (row.key !== flag.key) return row;
    return {
      ...row,
      states: row.states.map((state) => (state.environment === flag.environment ? flagState(flag) : state)),
    };
  });
  return { ...page, items };
}
