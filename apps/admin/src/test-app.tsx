import type { Session } from '@burgee/contracts';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { createApp } from './app/create-app.ts';
import { StoresProvider } from './app/stores.ts';
import { trpc } from './app/trpc.ts';
import { SurroundingsProvider } from './ui/surroundings.ts';

const ADA: Session = {
  actor: 'person:ada@example.org',
  name: 'ada@example.org',
  role: 'admin',
  roles: {},
  reach: null,
};

/** Answers by procedure: each a value, or a function of the input. */
export type Answers = Readonly<Record<string, unknown>>;

/**
 * Renders a part of the app for an admin, against a fake server with the given answers.
 *
 * @returns a function that returns the inputs a procedure has received, in order.
 */
export function renderForAdmin(ui: ReactNode, answers: Answers, now: number): (procedure: string) => unknown[] {
  const calls: { readonly procedure: string; readonly input: unknown }[] = [];
  vi.stubGlobal('fetch', (input: string | URL | Request, init?: RequestInit) => {
    const url = new URL(input instanceof Request ? input.url : input, 'http://localhost');
    const procedure = url.pathname.replace('/trpc/', '');
    const sent: unknown = JSON.parse((init?.body as string | undefined) ?? url.searchParams.get('input') ?? 'null');
    calls.push({ procedure, input: sent });
    const answer = answers[procedure];
    if (answer === undefined) throw new Error(`No answer is defined for ${procedure}.`);
    const data: unknown = typeof answer === 'function' ? (answer as (input: unknown) => unknown)(sent) : answer;
    return Promise.resolve(Response.json({ result: { data } }));
  });
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
  // Autosizing text areas read `document.fonts`.
  Object.assign(document, { fonts: new EventTarget() });
  let ids = 0;
  const surroundings = { now: () => now, newId: () => `id-${(ids += 1)}`, random: () => 0.5 };
  const { queryClient, client, ...stores } = createApp({ ...surroundings, nonce: '' });
  stores.session.setSession(ADA);
  render(
    <MantineProvider env="test">
      <Notifications />
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <StoresProvider value={stores}>
            <SurroundingsProvider value={surroundings}>{ui}</SurroundingsProvider>
          </StoresProvider>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>,
  );
  return (procedure) => calls.filter((call) => call.procedure === procedure).map(({ input }) => input);
}
