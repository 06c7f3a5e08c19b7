import { useParams } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { BrokenFlagAlert } from '../broken/broken-flag-alert.tsx';
import { SwitchFlagProvider } from '../flags/switch-flag.tsx';
import { EmergencyBands } from '../overrides/emergency-band.tsx';
import { FlagHeader } from './flag-header.tsx';
import { FlagTabs } from './flag-tabs.tsx';
import { LeaveGuard } from './leave-guard.tsx';
import { ManagedBanner } from './managed-banner.tsx';
import { TargetingDraftProvider } from './targeting-draft.tsx';
import { UnmappedNote } from './unmapped-note.tsx';

export function FlagScreen() {
  const { flagKey } = useParams({ from: '/signed-in/flags/$flagKey' });
  const { key: environment } = useEnvironment();
  const [flag] = trpc.flags.get.useSuspenseQuery({ environment, key: flagKey });
  return (
    // A draft belongs to one flag in one environment, and survives tabs, dialogs and changes by others.
    <TargetingDraftProvider key={flag.id} flag={flag}>
      <SwitchFlagProvider>
        <FlagHeader flag={flag} />
      </SwitchFlagProvider>
      <BrokenFlagAlert flag={flag} />
      <ManagedBanner flag={flag} />
      <UnmappedNote flag={flag} />
      <EmergencyBands flag={flag} />
      <FlagTabs flag={flag} />
      <LeaveGuard />
    </TargetingDraftProvider>
  );
}
