import { useNavigate } from '@tanstack/react-router';
import { useTargetingDraft } from './targeting-draft.tsx';

/** Leaves the page of a flag that was just deleted. */
export function useLeaveDeleted(): () => Promise<void> {
  const navigate = useNavigate();
  const { dispatch } = useTargetingDraft();
  return async () => {
    // The edits of a deleted flag cannot be saved.
    dispatch({ kind: 'discard' });
    await navigate({ to: '/flags', ignoreBlocker: true });
  };
}
