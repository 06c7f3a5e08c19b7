import { type Flag, flagInstants, flagState, flagStatus } from '@burgee/contracts';
import { Badge, Box, Group, Text, Title } from '@mantine/core';
import { IconChevronLeft } from '@tabler/icons-react';
import { useEnvironment } from '../../app/environment.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { TextLink } from '../../ui/links.tsx';
import { useDocumentTitle } from '../../ui/use-document-title.ts';
import { useNow } from '../../ui/use-now.ts';
import { FlagSwitch } from '../flags/flag-switch.tsx';
import { StatusBadge } from '../flags/status-badge.tsx';
import { TypeBadge } from '../flags/type-badge.tsx';
import { EmergencyButton } from '../overrides/emergency-button.tsx';
import classes from './flag-header.module.css';
import { FlagMenu } from './flag-menu.tsx';

const TICK_MS = 20_000;

/** Shows the flag's key, status, kill switch and emergency button above the tabs. */
export function FlagHeader({ flag }: { readonly flag: Flag }) {
  useDocumentTitle(flag.key);
  const now = useNow(TICK_MS, flagInstants(flag));
  return (
    <Box component="header" mb="md">
      <TextLink to="/flags" size="sm" className={classes.back}>
        <IconChevronLeft size={16} aria-hidden /> Flags
      </TextLink>
      <Group justify="space-between" align="flex-start" gap="md">
        <Box miw={0} flex="1 1 320px">
          <Group gap={6} wrap="nowrap">
            <Title order={1} className={classes.key}>
              {flag.key}
            </Title>
            <CopyButton text={flag.key} what="the key" />
          </Group>
          {flag.description && (
            <Text c="dimmed" size="sm" maw={640}>
              {flag.description}
            </Text>
          )}
          <Group gap={6} mt="xs">
            <StatusBadge status={flagStatus(flag, now)} flag={flag} now={now} />
            <TypeBadge type={flag.type} />
            {flag.tags.map((tag) => (
              <Badge key={tag} variant="light" color="gray" size="sm" tt="none" fw={500}>
                {tag}
              </Badge>
            ))}
          </Group>
        </Box>
        <Group gap="sm" className={classes.actions}>
          <KillSwitch flag={flag} now={now} />
          <EmergencyButton flag={flag} />
          <FlagMenu flag={flag} />
        </Group>
      </Group>
    </Box>
  );
}

function KillSwitch({ flag, now }: { readonly flag: Flag; readonly now: number }) {
  const environment = useEnvironment();
  const isOn = flag.enabled && !flag.archived;
  return (
    <div className={classes.switch} data-production={environment.isProduction || undefined}>
      <FlagSwitch flagKey={flag.key} state={flagState(flag, now)} environment={environment} size="lg" />
      <div aria-hidden>
        <Text size="sm" fw={600} lh={1.2}>
          {isOn ? 'On' : 'Off'}
        </Text>
        <Text size="xs" c="dimmed" lh={1.2}>
          in {environment.name}
        </Text>
      </div>
    </div>
  );
}
