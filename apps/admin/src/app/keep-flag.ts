import { type Flag, flagState, type FlagTablePage } from '@burgee/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { useSurroundings } from '../ui/surroundings.ts';
import { trpc } from './trpc.ts';

/** Puts a flag returned by the server into the query cache, and refetches the lists, whose order may have changed. */
export function useKeepFlag(): (flag: Flag) => void {
  const utils = trpc.useUtils();
  const queryClient = useQueryClient();
  const { now } = useSurroundings();
  return (flag) => {
    const { environment, key } = flag;
    utils.flags.get.setData({ environment, key }, flag);
    queryClient.setQueriesData<FlagTablePage>({ queryKey: getQueryKey(trpc.flags.table) }, (page) =>
      withFlag(page, flag, now()),
    );
    void utils.flags.table.invalidate();
    void utils.flags.list.invalidate();
    void utils.audit.invalidate();
  };
}

function withFlag(page: FlagTablePage | undefined, flag: Flag, now: number): FlagTablePage | undefined {
  if (!page?.items.some(({ key }) => key === flag.key)) return page;
  const items = page.items.map((row) => {
    if (row.key !== flag.key) return row;
    return {
      ...row,
      states: row.states.map((state) => (state.environment === flag.environment ? flagState(flag, now) : state)),
    };
  });
  return { ...page, items };
}
