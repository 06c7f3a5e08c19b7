import type { Environment } from '@burgee/contracts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import { readChosenEnvironment, rememberEnvironment } from './chosen-environment.ts';
import { trpc } from './trpc.ts';

type Environments = { readonly all: readonly Environment[]; readonly chosen: Environment | undefined };

const EnvironmentContext = createContext<Environments | undefined>(undefined);

/** Provides all environments and the chosen one: from the URL, else the last chosen one, else the first. */
export function EnvironmentProvider({ children }: { readonly children: ReactNode }) {
  const [all] = trpc.environments.list.useSuspenseQuery();
  const env = useSearch({ strict: false, select: (search) => search.env });
  const navigate = useNavigate();
  const findByKey = (key: string | null | undefined) => all.find((environment) => environment.key === key);
  const chosen = findByKey(env) ?? findByKey(readChosenEnvironment()) ?? all[0];
  const key = chosen?.key;
  useEffect(() => {
    if (!key) return;
    rememberEnvironment(key);
    // The URL always names the environment, so that it can be shared as it is.
    if (env !== key) void navigate({ to: '.', search: (search) => ({ ...search, env: key }), replace: true });
  }, [key, env, navigate]);
  // A stable object, because every screen subscribes to it.
  const environments = useMemo(() => ({ all, chosen }), [all, chosen]);
  return <EnvironmentContext value={environments}>{children}</EnvironmentContext>;
}

export function useEnvironments(): Environments {
  const environments = useContext(EnvironmentContext);
  if (!environments) throw new Error('useEnvironments() needs an <EnvironmentProvider> above it.');
  return environments;
}

/** The environment with this key, even if it is not the chosen one. */
export function useEnvironmentNamed(key: string | null): Environment | undefined {
  return useEnvironments().all.find((environment) => environment.key === key);
}

/** The chosen environment. Every screen below the shell has one, unless its route sets `worksWithoutEnvironment`. */
export function useEnvironment(): Environment {
  const { chosen } = useEnvironments();
  if (!chosen) throw new Error('No environment exists yet.');
  return chosen;
}
