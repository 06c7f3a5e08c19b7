import { sessionOverrides } from '@burgee/client/overrides';
import type { FlagContext } from '@burgee/flags';
import { FlagProvider } from '@burgee/react';
import { useState } from 'react';
import { ConnectionBar } from './connection-bar.tsx';
import { FlagTools } from './flag-tools.tsx';
import { flags } from './flags.ts';
import { HowTo } from './how-to.tsx';
import { OverridesBar } from './overrides-bar.tsx';
import { serverBase } from './server-base.ts';
import { useUrlOverrides } from './use-url-overrides.ts';
import { useUserId } from './user-id.ts';
import { UserSwitcher } from './user-switcher.tsx';
import { WishlistPage } from './wishlist-page.tsx';

export type AppProps = {
  /** The current time in milliseconds since 1970, to show the age of the flags. */
  readonly now: () => number;
};

export function App({ now }: AppProps) {
  const [userId, switchUser] = useUserId();
  const [attributes, setAttributes] = useState<FlagContext>();
  const urlOverrides = useUrlOverrides();
  const changeContext = ({ userId: next, ...others }: FlagContext) => {
    setAttributes(others);
    if (next !== userId) switchUser(next);
  };
  return (
    <FlagProvider
      url={serverBase()}
      flags={flags}
      context={{ ...attributes, userId }}
      overrides={sessionOverrides(urlOverrides)}
    >
      <div className="bars">
        <ConnectionBar now={now} />
        <OverridesBar />
      </div>
      <header className="page-header">
        <div>
          <h1>Wishlist</h1>
          <p className="lead">Every part of this page is behind a feature flag. Flip one and watch.</p>
        </div>
        <UserSwitcher key={userId} userId={userId} onSwitch={switchUser} />
      </header>
      <WishlistPage key={userId} userId={userId} />
      <HowTo>
        <FlagTools onContextChange={changeContext} />
      </HowTo>
    </FlagProvider>
  );
}
