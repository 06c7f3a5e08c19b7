import { signOut } from '../features/session/auth-api.ts';
import { notifyFailure } from '../ui/notify.tsx';
import { useStores } from './stores.ts';

/** Ends the session on the server first: a session that only looks ended is worse than one that is open. */
export function useSignOut(): () => Promise<void> {
  const { control } = useStores();
  return async () => {
    if (await signOut()) control.signedOut();
    else notifyFailure(new Error('sign-out'));
  };
}
