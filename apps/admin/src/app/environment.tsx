import type { Environment } from '@burgee/contracts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import { readChosenEnvironment, rememberEnvironment } from './chosen-environment.ts';
import { trpc } from './trpc.ts';

type Environments = { readonly all: readonly Environment[]; readonly chosen: Environment | undefined };

const EnvironmentContext = createContext<Environments | undefined>(undefined);

/** Knows the environments, and which one the address chooses: else the one of last time, else the first. */
export function EnvironmentProvider({ children }: { readonly children: ReactNode }) {
  const [all] = trpc.environments.list.useSuspenseQuery();
  const env = useSearch({ strict: false, select: (search) => search.env });
  const navigate = useNavigate();
  const named = (key: string | null | undefined) => all.find((environment) => environment.key === key);
  const chosen = named(env) ?? named(readChosenEnvironment()) ?? all[0];
  const key = chosen?.key;
  useEffect(() => {
    if (!key) return;
    rememberEnvironment(key);
    // So that the address can be given to others as it stands.
    if (env !== key) void navigate({ to: '.', search: (search) => ({ ...search, env: key }), replace: true });
  }, [key, env, navigate]);
  // The same object as long as nothing of it changes: every screen reads it.
  const environments = useMemo(() => ({ all, chosen }), [all, chosen]);
  return <EnvironmentContext value={environments}>{children}</EnvironmentContext>;
}

export function useEnvironments(): Environments {
  const environments = useContext(EnvironmentContext);
  if (!environments) throw new Error('There is no <EnvironmentProvider> around this.');
  return environments;
}

/** The environment of that key, chosen or not. */
export function useEnvironmentNamed(key: string | null): Environment | undefined {
  return useEnvironments().all.find((environment) => environment.key === key);
}

/** The chosen environment. Screens below the shell have one, unless their route says `needsEnvironment: false`. */
export function useEnvironment(): Environment {
  const { chosen } = useEnvironments();
  if (!chosen) throw new Error('There is no environment yet.');
  return chosen;
}
