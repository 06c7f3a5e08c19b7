import type { WireFlags } from '@burgee/contracts/wire';
import type { ContextResult, DeclaredOnly, RegisteredFlags } from '@burgee/flags';
import React from 'react';
import type { ContextFlags, FlagServer } from '../flag-server-types.ts';
import { flagsOf } from '../flags-of.ts';
import { isControlFlow } from './control-flow.ts';

export type NextFlags<Set = RegisteredFlags> = {
  /**
   * The flags of the current request. All server components of a request share them. Outside of React's rendering, such as in a
   * route handler, a server action or a proxy, each call determines the context again.
   */
  getFlags(): Promise<ContextFlags<Set>>;
  /** The same flags for the prop `bootstrap` of `<FlagProvider>`; `undefined` if there are none. */
  getBootstrap(): Promise<WireFlags | undefined>;
};

/** React 18 has it only for server components. */
const { cache = <T>(load: T): T => load } = React as Partial<Pick<typeof React, 'cache'>>;

export type CreateNextFlags<Set = RegisteredFlags> = <Result extends ContextResult<Set>>(
  burgee: FlagServer<Set>,
  /** Returns the context of the current request, from `cookies()`, `headers()` or a session. */
  contextOf: () => DeclaredOnly<Result, Set>,
) => NextFlags<Set>;

/**
 * Flags in the App Router of Next.js.
 *
 *     export const { getFlags, getBootstrap } = createNextFlags(burgee, async () => {
 *       return { userId: (await cookies()).get('userId')?.value };
 *     });
 *
 * The first requests wait at most 3 s until the flag server is ready, and each request at most 1 s for its context. If the
 * context fails, fallbacks apply, but `redirect()`, `notFound()` and the signals by which Next.js makes a page dynamic have
 * their effect. If it reads nothing of the request, Next.js may render the page at build time, with the flags of that moment.
 */
export const createNextFlags: CreateNextFlags = (burgee, contextOf) => {
  let ready: Promise<void> | undefined;
  const getFlags = cache(async () => {
    await (ready ??= burgee.ready());
    const signals: unknown[] = [];
    const flags = await flagsOf(burgee, async () => {
      try {
        return await contextOf();
      } catch (error) {
        if (!isControlFlow(error)) throw error;
        signals.push(error);
        return {};
      }
    });
    if (signals.length > 0) throw signals[0];
    return flags;
  });
  return { getFlags, getBootstrap: async () => (await getFlags()).bootstrap() };
};
