import { Badge, Box, Code, Group, Paper, Text, Title } from '@mantine/core';
import type { ApiKey, Environment } from '@burgee/contracts';
import { ActorName } from '../../app/actor-name.tsx';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { brokenFields } from '../../ui/broken-words.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ROLE_WORDS } from '../../ui/role-words.ts';
import { KeyActions } from './key-actions.tsx';
import { KIND_LOOK } from './kind-look.ts';

export type KeyCardProps = { readonly apiKey: ApiKey; readonly environment: Environment | undefined };

export function KeyCard({ apiKey, environment }: KeyCardProps) {
  const { kind, name, start, role, revokedAt } = apiKey;
  const { label, colour } = KIND_LOOK[kind];
  return (
    <Paper p="md" mb="sm" component="section" aria-label={`Key ${name}`} opacity={1}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Box miw={0}>
          <Group gap="xs">
            <Title order={2} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Title>
            <Badge variant="light" color={colour} tt="none">
              {role ? `${label}: ${ROLE_WORDS[role].toLowerCase()}` : label}
            </Badge>
            {revokedAt && (
              <Badge variant="light" color="red" tt="none">
                Revoked
              </Badge>
            )}
            <Code>{start}…</Code>
          </Group>
          <KeyFacts apiKey={apiKey} />
        </Box>
        {!revokedAt && <KeyActions apiKey={apiKey} environment={environment} />}
      </Group>
      <BrokenNote broken={apiKey.broken}>{meaningOf(apiKey)}</BrokenNote>
    </Paper>
  );
}

/** A key whose origins or reach cannot be read might open too much, so that it opens nothing. */
function meaningOf({ kind, broken = [], revokedAt }: ApiKey): string {
  if (revokedAt) return '';
  const fields = brokenFields(broken);
  const isRepairable = !fields.includes('reach') && (kind === 'web' || !fields.includes('origins'));
  const way = isRepairable ? 'Edit the key to repair it, or revoke it.' : 'Revoke it, and create another key.';
  return fields.some((field) => field !== 'name') ? `The key opens nothing. ${way}` : way;
}

function KeyFacts({ apiKey }: { readonly apiKey: ApiKey }) {
  const { createdAt, createdBy, lastUsedAt, expiresAt, previousEndsAt, origins, reach, kind, broken = [] } = apiKey;
  return (
    <>
      <Text size="sm" c="dimmed" mt={6} component="div">
        {lastUsedAt ? (
          <>
            Used <RelativeTime at={lastUsedAt} />
          </>
        ) : (
          'Never used'
        )}
        {' · '}made <RelativeTime at={createdAt} /> by <ActorName actor={createdBy} />
        {expiresAt && (
          <>
            {' · '}ends <RelativeTime at={expiresAt} />
          </>
        )}
      </Text>
      {reach && (
        <Text size="sm" c="dimmed">
          Only in {reach.join(', ')}
        </Text>
      )}
      {kind === 'web' && !brokenFields(broken).includes('origins') && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {origins.length ? `Only from ${origins.join(', ')}` : 'From any page'}
        </Text>
      )}
      {previousEndsAt && (
        <Text size="sm" mt={4}>
          Being rotated: the previous secret still works. It ends <RelativeTime at={previousEndsAt} />.
        </Text>
      )}
    </>
  );
}
