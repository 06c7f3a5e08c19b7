import type { Flag } from '@burgee/contracts';
import { FlagHistory } from './flag-history.tsx';

export function HistoryTab({ flag }: { readonly flag: Flag }) {
  return <FlagHistory environment={flag.environment} flagKey={flag.key} flag={flag} />;
}
