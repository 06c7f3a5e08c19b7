import type { Flag, JsonValue, UserOverride, VariantKey } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import type { PastedUser } from './paste-parser.ts';
import type { Job } from './run-jobs.ts';
import { useOverrideCalls, type Why } from './use-override-calls.ts';

/** What all of them shall get. */
export type Wish = {
  readonly overrideType: UserOverride['overrideType'];
  readonly expiresAt: string | null;
  readonly meaning: { readonly value?: JsonValue; readonly variant?: VariantKey };
};

/** The calls for single users of a flag, as jobs that can be run, gone on with, and taken back. */
export function useUserJobs({ environment, key: flagKey }: Flag) {
  const set = trpc.overrides.setUser.useMutation();
  const calls = useOverrideCalls(environment);
  return {
    /** A reason of its own is worth more than the one for all. */
    sets: (users: readonly PastedUser[], { overrideType, expiresAt, meaning }: Wish, why: Why, told: Told): Job[] =>
      users.map(({ userId, reason = why.reason }) => ({
        name: userId,
        run: async () => {
          const input = { environment, flagKey, userId, overrideType, expiresAt, ...meaning };
          told(await set.mutateAsync({ ...input, ...(reason !== undefined && { reason }) }));
        },
      })),
    removes: (users: readonly UserOverride[], why: Why, told: Told): Job[] =>
      users.map((user) => ({ name: user.target, run: () => calls.remove(user, why).then(() => told(user)) })),
    putsBack: (users: readonly UserOverride[]): Job[] =>
      users.map((user) => ({ name: user.target, run: () => calls.putBack(user) })),
  };
}

type Told = (user: UserOverride) => void;
