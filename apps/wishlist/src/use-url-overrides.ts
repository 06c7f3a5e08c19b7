import { type UrlOverrides, withoutOverrideParams } from '@burgee/client/overrides';
import { useEffect, useState } from 'react';

/**
 * The overrides in the URL. They are removed from the URL afterwards, so that neither a reload nor a copied URL sets them
 * again; the overrides persist in the browser tab.
 */
export function useUrlOverrides(): UrlOverrides {
  const [urlOverrides] = useState(() => ({ search: location.search, storage: tabStorage() }));
  useEffect(() => {
    const { pathname, search, hash } = location;
    const rest = withoutOverrideParams(search);
    if (rest !== search) history.replaceState(history.state, '', `${pathname}${rest}${hash}`);
  }, []);
  return urlOverrides;
}

/** The tab's session storage; `undefined` if the browser blocks it, because then even reading the property throws. */
function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
