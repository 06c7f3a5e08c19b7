import { type AppRouter, createApiClient, createApiLinks } from '@burgee/api-client';
import { createApiHooks } from '@burgee/api-client/react-query';
import { isTRPCClientError } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';

const environment = 'production';
export const api = createApiClient({ url: 'https://flags.example.com', token: 'adm_key' });
export type Flag = inferRouterOutputs<AppRouter>['flags']['get'];
export type Update = inferRouterInputs<AppRouter>['flags']['update'];

export async function useProcedures(): Promise<void> {
  const { items } = await api.flags.list.query({ environment, page: 1 });
  const isOn: boolean | undefined = items[0]?.enabled;
  const { flags } = await api.evaluation.evaluateAll.query({ context: { userId: 'ann' } });
  const value: unknown = flags['a']?.value;
  const list = { attribute: 'userId', operator: 'in' as const, values: ['ann'] };
  await api.segments.create.mutate({ environment, key: 'k', condition: { all: [{ not: { any: [list] } }] } });
  console.log(isOn, value);
}

export function follow(): { unsubscribe(): void } {
  return api.evaluation.changes.subscribe(
    { environment },
    {
      onData: ({ id, data }) => {
        const seen: { id: string; version: number } = { id, version: data.version };
        console.log(seen);
      },
    },
  );
}

export function suggestion(error: unknown): string | undefined {
  if (!isTRPCClientError<AppRouter>(error)) return undefined;
  const failure = error.data?.failure;
  return failure?.code === 'FLAG_NOT_FOUND' ? failure.suggestion : undefined;
}

const hooks = createApiHooks();
export const client = hooks.createClient({ links: createApiLinks({ url: '' }) });
export function useIsOn(key: string): boolean | undefined {
  return hooks.flags.get.useQuery({ environment, key }).data?.enabled;
}
