import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
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
