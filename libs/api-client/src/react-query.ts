import { type CreateTRPCReact, createTRPCReact } from '@trpc/react-query';
import type { AppRouter } from './app-router.ts';

/** The hooks of every procedure: `api.flags.list.useQuery(...)`, `api.flags.update.useMutation()`, `api.useUtils()`. */
export type ApiHooks = CreateTRPCReact<AppRouter, unknown>;

export function createApiHooks(): ApiHooks {
  return createTRPCReact<AppRouter>();
}
