import type { NewApiKey } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';

type CreateKey = ReturnType<typeof trpc.keys.create.useMutation>;

export function useCreateKey(onMade: (made: NewApiKey) => void): CreateKey {
  const utils = trpc.useUtils();
  return trpc.keys.create.useMutation({
    onSuccess: async (made) => {
      onMade(made);
      await utils.keys.invalidate();
    },
  });
}
