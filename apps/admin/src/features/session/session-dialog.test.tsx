import type { Session } from '@burgee/contracts';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createApp } from '../../app/create-app.ts';
import { StoresProvider, useSessionState } from '../../app/stores.ts';
import { trpc } from '../../app/trpc.ts';
import { SessionDialog } from './session-dialog.tsx';

const ADA: Session = {
  actor: 'person:ada@example.org',
  name: 'ada@example.org',
  role: 'admin',
  roles: {},
  reach: null,
};

let server: ReturnType<typeof aServer>;
beforeEach(() => {
  server = aServer();
  vi.stubGlobal('fetch', server.fetch);
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

it('an expired session asks to sign in above the page, keeps the typed text and retries what failed', async () => {
  renderPage();
  fireEvent.change(screen.getByLabelText('Draft'), { target: { value: 'half a sentence' } });
  server.signedIn = false;
  fireEvent.click(screen.getByRole('button', { name: 'Read' }));
  await screen.findByRole('dialog', { name: 'Your session has expired' });
  expect(screen.getByLabelText<HTMLInputElement>('Draft').value).toBe('half a sentence');

  await signIn('wrong');
  expect((await screen.findByRole('alert')).textContent).toContain('The e-mail address or the password is wrong.');

  await signIn('right horse battery');
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(screen.getByLabelText<HTMLInputElement>('Draft').value).toBe('half a sentence');
  await screen.findByText('3 environments');
});

it('too many attempts show when to try again', async () => {
  renderPage();
  server.signedIn = false;
  server.isLimited = true;
  fireEvent.click(screen.getByRole('button', { name: 'Read' }));
  await screen.findByRole('dialog');
  await signIn('right horse battery');

  expect((await screen.findByRole('alert')).textContent).toContain('Try again in 42 seconds.');
});

it('signing out in another tab clears the session here', async () => {
  renderPage();
  const other = new BroadcastChannel('burgee-session');
  other.postMessage('signed-out');

  await screen.findByText('nobody');
  other.close();
});

function renderPage(): void {
  const { queryClient, client, ...stores } = createApp({ now: () => 0, newId: () => 'id', random: () => 0, nonce: '' });
  stores.session.setSession(ADA);
  render(
    <MantineProvider env="test">
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <StoresProvider value={stores}>
            <Page />
            <SessionDialog />
          </StoresProvider>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>,
  );
}

function Page() {
  const [isReading, setIsReading] = useState(false);
  const environments = trpc.environments.list.useQuery(undefined, { enabled: isReading });
  const state = useSessionState();
  return (
    <>
      <label>
        Draft <input />
      </label>
      <button onClick={() => setIsReading(true)}>Read</button>
      {environments.data && <p>{environments.data.length} environments</p>}
      {state.kind === 'none' && <p>nobody</p>}
    </>
  );
}

async function signIn(password: string): Promise<void> {
  fireEvent.change(await screen.findByLabelText(/^Password/), { target: { value: password } });
  fireEvent.submit(screen.getByRole('form', { name: 'Sign in' }));
}

function aServer() {
  const state = { signedIn: true, isLimited: false, fetch };
  const answer = (data: unknown) => Response.json({ result: { data } });
  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const path = new URL(input instanceof Request ? input.url : input, 'http://localhost').pathname;
    if (path === '/api/auth/sign-in/email') {
      if (state.isLimited) return new Response('{}', { status: 429, headers: { 'Retry-After': '42' } });
      const { password } = JSON.parse(init?.body as string) as { password: string };
      state.signedIn = password.startsWith('right');
      return new Response('{}', { status: state.signedIn ? 200 : 401 });
    }
    if (path === '/trpc/session.signInOptions') return answer({ needsSetup: false, oidc: null });
    if (path === '/trpc/session.me') return answer(state.signedIn ? ADA : null);
    if (state.signedIn) return answer([1, 2, 3]);
    const data = {
      code: 'UNAUTHORIZED',
      httpStatus: 401,
      failure: { code: 'UNAUTHENTICATED', problem: 'missing' },
      hint: null,
    };
    return Response.json({ error: { message: 'x', code: -32001, data } }, { status: 401 });
  }
  return state;
}
