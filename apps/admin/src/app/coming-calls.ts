import type { EnvironmentKey, Flag, FlagKey, RevertFlagInput } from '@burgee/contracts';
import { trpc } from './trpc.ts';

export type Usage = {
  readonly hours: readonly {
    readonly hour: string;
    readonly counts: readonly { readonly variant: string | null; readonly count: number }[];
  }[];
  readonly total: number;
};

type Coming = {
  readonly flags: {
    /** There by now: new code asks `trpc.flags.revert`. */
    readonly revert: {
      readonly useMutation: () => {
        readonly mutateAsync: (input: RevertFlagInput) => Promise<Flag>;
        readonly mutate: (input: RevertFlagInput, options?: { readonly onSuccess?: (flag: Flag) => void }) => void;
        readonly isPending: boolean;
        readonly error: unknown;
      };
    };
    readonly usage: {
      readonly useQuery: (
        input: { readonly environment: EnvironmentKey; readonly key: FlagKey; readonly hours: number },
        options?: { readonly retry?: boolean },
      ) => { readonly data: Usage | undefined; readonly error: unknown; readonly isPending: boolean };
    };
  };
};

/** Procedures that are agreed upon and not there yet; once they are, `trpc` has them, and this file goes. */
export const coming = trpc as unknown as Coming;
