import { withoutOverrideParams, type UrlOverrides } from '@burgee/client';
import { useEffect, useState } from 'react';

/**
 * What the address asks to override. It is taken out of the address afterwards, so that neither a reload nor a copy of it
 * asks again: what was set stays with the browser's tab.
 */
export function useUrlOverrides(): UrlOverrides {
  const [urlOverrides] = useState(() => ({ search: location.search, storage: storageOfTab() }));
  useEffect(() => {
    const { pathname, search, hash } = location;
    const rest = withoutOverrideParams(search);
    if (rest !== search) history.replaceState(history.state, '', `${pathname}${rest}${hash}`);
  }, []);
  return urlOverrides;
}

/** A browser that blocks storage throws where it is only named. */
function storageOfTab(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}
