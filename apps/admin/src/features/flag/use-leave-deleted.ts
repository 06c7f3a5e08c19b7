import { useNavigate } from '@tanstack/react-router';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Leaves the page of a flag that has just been deleted. */
export function useLeaveDeleted(): () => Promise<void> {
  const navigate = useNavigate();
  const { dispatch } = useTargetingDraft();
  return async () => {
    // Nothing is left that could be saved.
    dispatch({ kind: 'discard' });
    await navigate({ to: '/flags', ignoreBlocker: true });
  };
}
