import { useEffect, useState } from 'react';

function userIdInUrl(): string | undefined {
  return new URLSearchParams(location.search).get('userId') || undefined;
}

/** The user of the page. Part of the URL, so that a link shows the page as that user. `undefined` is an anonymous visitor. */
export function useUserId(): [userId: string | undefined, switchUser: (userId: string | undefined) => void] {
  const [userId, setUserId] = useState(userIdInUrl);
  useEffect(() => {
    const readUserId = () => setUserId(userIdInUrl());
    window.addEventListener('popstate', readUserId);
    return () => window.removeEventListener('popstate', readUserId);
  }, []);
  const switchUser = (next: string | undefined) => {
    const search = next === undefined ? '' : `?${new URLSearchParams({ userId: next }).toString()}`;
    history.pushState(null, '', `${location.pathname}${search}`);
    setUserId(next);
  };
  return [userId, switchUser];
}
