import { MantineProvider } from '@mantine/core';
import { useNotifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { SurroundingsProvider } from '../ui/surroundings.ts';
import type { AppParts } from './create-app.ts';
import { StoresProvider } from './stores.ts';
import { theme, themeVariables } from './theme.ts';
import { trpc } from './trpc.ts';

/** Loaded with the first notification; notifications are queued until then. */
const NotificationList = lazy(async () => ({
  default: (await import('../ui/notification-list.tsx')).NotificationList,
}));

export function App({ app }: { readonly app: AppParts }) {
  const { queryClient, client, nonce, surroundings, session, control, connection, writes, router } = app;
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
            <StoresProvider value={{ session, control, connection, writes }}>
              <Notices />
              <RouterProvider router={router} />
            </StoresProvider>
          </SurroundingsProvider>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>
  );
}

function Notices() {
  const { notifications } = useNotifications();
  const [isWanted, setIsWanted] = useState(false);
  // Stays mounted once loaded, so that the last notification can fade out.
  if (notifications.length > 0 && !isWanted) setIsWanted(true);
  return <Suspense fallback={null}>{isWanted && <NotificationList />}</Suspense>;
}
