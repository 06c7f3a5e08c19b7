import type { Environment } from '@burgee/contracts';
import { ActionIcon, Badge, Box, Button, Code, Group, Menu, Paper, Text, Title } from '@mantine/core';
import { IconDots, IconPencil, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { isKeyBroken } from '../../ui/broken-words.ts';
import { EnvironmentDot } from '../../ui/environment-dot.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { EditEnvironmentDialog } from './edit-environment-dialog.tsx';
import { InvalidateCachesDialog } from './invalidate-caches-dialog.tsx';

type Open = 'edit' | 'invalidate';

const INVALID_KEY_HINT = 'No program can use this environment. Delete its row from the database table "environments".';

export function EnvironmentCard({ environment }: { readonly environment: Environment }) {
  const { key, name, permitsSessionOverrides, version, createdAt } = environment;
  const isKeyInvalid = isKeyBroken(environment.broken);
  const { why: whyNot } = usePermission('environments:write', key);
  const why = isKeyInvalid ? 'An environment with an invalid key cannot be changed.' : whyNot;
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Paper p="md" mb="sm" component="section" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Box miw={0}>
          <Group gap="xs">
            <EnvironmentDot environment={environment} />
            <Title order={2}>{name}</Title>
            <Code>{key}</Code>
            {environment.isProduction && (
              <Badge color="red" variant="filled" tt="none">
                Production
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed" mt={6}>
            {permitsSessionOverrides ? 'Permits session overrides' : 'Does not permit session overrides'} · version{' '}
            {version} · created <TimeAgo at={createdAt} />
          </Text>
        </Box>
        <Group gap={4} wrap="nowrap">
          <Guarded why={why}>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconPencil size={14} aria-hidden />}
              aria-label={`Edit ${name}`}
              onClick={() => setOpen('edit')}
            >
              Edit
            </Button>
          </Guarded>
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" size={30} aria-label={`Actions for ${name}`}>
                <IconDots size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconRefresh size={16} aria-hidden />}
                disabled={why !== undefined}
                onClick={() => setOpen('invalidate')}
              >
                Invalidate caches
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      <BrokenNote broken={environment.broken}>
        {isKeyInvalid ? INVALID_KEY_HINT : 'Edit the environment to repair it.'}
      </BrokenNote>
      {open === 'edit' && <EditEnvironmentDialog environment={environment} onClose={close} />}
      {open === 'invalidate' && <InvalidateCachesDialog environment={environment} onClose={close} />}
    </Paper>
  );
}
