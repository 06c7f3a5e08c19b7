import type { ReactNode } from 'react';
import { getBootstrap, getContext, inBrowsers } from '../lib/burgee';
import { FlagsInBrowser } from './flags-in-browser';

export const metadata = { title: 'Shop' };

export default async function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <FlagsInBrowser {...inBrowsers} context={await getContext()} bootstrap={await getBootstrap()}>
          {children}
        </FlagsInBrowser>
      </body>
    </html>
  );
}
