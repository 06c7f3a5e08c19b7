import type { Flag } from '@burgee/contracts';
import { Alert, Stack } from '@mantine/core';
import { useFlagPermission, usePermission } from '../../app/permission.ts';
import { GuardedFields } from '../../ui/guarded-fields.tsx';
import { ExpirySection } from './expiry-section.tsx';
import { NewerVersionBar } from './newer-version-bar.tsx';
import { PrerequisitesSection } from './prerequisites-section.tsx';
import { RolloutSection } from './rollout-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { SaveBar } from './save-bar.tsx';
import { UsageSection } from './usage-section.tsx';
import { VariantsSection } from './variants-section.tsx';

export function TargetingTab({ flag }: { readonly flag: Flag }) {
  const { isAllowed } = usePermission('flags:write', flag.environment);
  const { why } = useFlagPermission(flag);
  return (
    <Stack gap="md">
      <NewerVersionBar />
      {flag.archived && (
        <Alert color="gray" title="This flag is archived">
          It is off for everyone. Restore it from the menu next to its switch.
        </Alert>
      )}
      <GuardedFields label="Targeting" why={why} isExplained={isAllowed && flag.managedBy !== null}>
        <RolloutSection />
        <VariantsSection type={flag.type} />
        <RulesSection environment={flag.environment} />
        <PrerequisitesSection flag={flag} />
        <ExpirySection />
      </GuardedFields>
      <UsageSection flag={flag} />
      <SaveBar />
    </Stack>
  );
}
