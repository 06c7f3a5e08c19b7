import type {} from './flag-types.ts';
import { FeatureFlagProvider } from '@burgee/react';
import { ConnectionBar } from './connection-bar.tsx';
import { HowTo } from './how-to.tsx';
import { OverridesBar } from './overrides-bar.tsx';
import { useUrlOverrides } from './use-url-overrides.ts';
import { useUserId } from './user-id.ts';
import { UserSwitcher } from './user-switcher.tsx';
import { WishlistPage } from './wishlist-page.tsx';

export type AppProps = {
  /** Milliseconds since 1970: the age of what is shown. */
  readonly now: () => number;
};

export function App({ now }: AppProps) {
  const [userId, switchUser] = useUserId();
  const urlOverrides = useUrlOverrides();
  return (
    <FeatureFlagProvider url="" context={{ userId }} urlOverrides={urlOverrides}>
      <div className="bars">
        <ConnectionBar now={now} />
        <OverridesBar />
      </div>
      <header className="page-header">
        <div>
          <h1>Wishlist</h1>
          <p className="lead">Every part of this page is behind a feature flag. Flip one, and watch.</p>
        </div>
        <UserSwitcher key={userId} userId={userId} onSwitch={switchUser} />
      </header>
      <WishlistPage key={userId} userId={userId} />
      <HowTo />
    </FeatureFlagProvider>
  );
}
