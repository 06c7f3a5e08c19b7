import { useEffect, useState } from 'react';

function userIdInAddress(): string | undefined {
  return new URLSearchParams(location.search).get('userId') || undefined;
}

/** Who looks at the page: in the address, so that a link shows what somebody sees. `undefined` is nobody in particular. */
export function useUserId(): [userId: string | undefined, switchUser: (userId: string | undefined) => void] {
  const [userId, setUserId] = useState(userIdInAddress);
  useEffect(() => {
    const follow = () => setUserId(userIdInAddress());
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const switchUser = (next: string | undefined) => {
    const search = next === undefined ? '' : `?${new URLSearchParams({ userId: next }).toString()}`;
    history.pushState(null, '', `${location.pathname}${search}`);
    setUserId(next);
  };
  return [userId, switchUser];
}
