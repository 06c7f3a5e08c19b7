import { Alert, Stack } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { usePermission } from '../../app/permission.ts';
import { ExpirySection } from './expiry-section.tsx';
import { NewerBar } from './newer-bar.tsx';
import { PrerequisitesSection } from './prerequisites-section.tsx';
import { RolloutSection } from './rollout-section.tsx';
import { RulesSection } from './rules-section.tsx';
import { SaveBar } from './save-bar.tsx';
import classes from './targeting-tab.module.css';
import { UsageSection } from './usage-section.tsx';
import { VariantsSection } from './variants-section.tsx';

export function TargetingTab({ flag }: { readonly flag: Flag }) {
  const { isAllowed, why } = usePermission('flags:write', flag.environment);
  return (
    <Stack gap="md">
      <NewerBar />
      {why && <Alert color="gray">{why} You can look at everything here.</Alert>}
      {flag.broken.length > 0 && (
        <Alert color="red" title="Part of this flag is stored wrongly">
          {flag.broken.map(({ path, message }) => `${path}: ${message}`).join('; ')}. It is shown as empty; saving it
          anew mends it.
        </Alert>
      )}
      <fieldset disabled={!isAllowed} className={classes.fields} aria-label="Targeting">
        <Stack gap="md">
          <RolloutSection />
          <VariantsSection type={flag.type} />
          <RulesSection environment={flag.environment} />
          <PrerequisitesSection flag={flag} />
          <ExpirySection />
        </Stack>
      </fieldset>
      <UsageSection flag={flag} />
      <SaveBar />
    </Stack>
  );
}
