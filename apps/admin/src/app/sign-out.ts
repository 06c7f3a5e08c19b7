import { signOut } from '../features/session/auth-api.ts';
import { notifyFailure } from '../ui/notify.tsx';
import { useStores } from './stores.ts';

/** Ends the session on the server first: a session that only appears ended is worse than an open one. */
export function useSignOut(): () => Promise<void> {
  const { control } = useStores();
  return async () => {
    if (await signOut()) control.signedOut();
    else notifyFailure(new Error('sign-out'));
  };
}
