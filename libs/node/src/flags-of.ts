import type { AnyContext } from '@burgee/flags';
import { createDeadline } from './deadline.ts';
import type { ContextFlags, FlagServer } from './flag-server-types.ts';

/** Maximum wait of a request for its context: it must not make the request hang (R1). */
const WAIT_MS = 1_000;

/**
 * The flags of a request, for the adapters of frameworks. Never rejects: if `contextOf` throws, rejects or takes longer than
 * 1 s, the problem is reported, and fallbacks apply.
 */
export async function flagsOf(burgee: FlagServer, contextOf: () => unknown): Promise<ContextFlags> {
  const deadline = createDeadline(WAIT_MS);
  try {
    // Anything else than a context is reported by `for`.
    return await burgee.for((await deadline.wait('The context', contextOf())) as AnyContext);
  } catch (error) {
    return burgee.fallbacks(error);
  } finally {
    deadline.stop();
  }
}
