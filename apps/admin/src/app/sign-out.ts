import { notifyFailure } from '../ui/notify.tsx';
import { postAuth } from './post-auth.ts';
import { useStores } from './stores.ts';

/** Ends the session on the server first: a session that only appears ended is worse than an open one. */
export function useSignOut(): () => Promise<void> {
  const { control } = useStores();
  return async () => {
    const response = await postAuth('sign-out', {});
    if (response?.ok) control.signedOut();
    else notifyFailure(new Error('sign-out'));
  };
}
