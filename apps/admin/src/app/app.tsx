import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { AppParts } from './create-app.ts';
import { StoresProvider } from './stores.ts';
import { SurroundingsProvider } from './surroundings.ts';
import { theme, themeVariables } from './theme.ts';
import { trpc } from './trpc.ts';

/** Not needed for the first sight. What is said before it is here is kept, and shown then. */
const NotificationList = lazy(async () => ({
  default: (await import('../ui/notification-list.tsx')).NotificationList,
}));

export function App({ app }: { readonly app: AppParts }) {
  const { queryClient, client, nonce, surroundings, session, control, connection, router } = app;
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={themeVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce}
    >
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <SurroundingsProvider value={surroundings}>
            <StoresProvider value={{ session, control, connection }}>
              <Suspense fallback={null}>
                <NotificationList />
              </Suspense>
              <RouterProvider router={router} />
            </StoresProvider>
          </SurroundingsProvider>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>
  );
}
