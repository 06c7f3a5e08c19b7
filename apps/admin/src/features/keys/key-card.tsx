import type { ApiKey, Environment } from '@burgee/contracts';
import { Badge, Box, Code, Group, Paper, Text, Title } from '@mantine/core';
import { ActorName } from '../../app/actor-name.tsx';
import { BrokenNote } from '../../ui/broken-note.tsx';
import { brokenFields } from '../../ui/broken-words.ts';
import { RelativeTime, TimeAgo } from '../../ui/relative-time.tsx';
import { ROLE_WORDS } from '../../ui/role-words.ts';
import { KeyActions } from './key-actions.tsx';
import { KIND_LOOK } from './kind-look.ts';

export type KeyCardProps = { readonly apiKey: ApiKey; readonly environment: Environment | undefined };

export function KeyCard({ apiKey, environment }: KeyCardProps) {
  const { kind, name, start, role, scopes, revokedAt } = apiKey;
  const { label, color } = KIND_LOOK[kind];
  return (
    <Paper p="md" mb="sm" component="section" aria-label={`Key ${name}`} opacity={1}>
      <Group justify="space-between" align="flex-start" wrap="nowrap">
        <Box miw={0}>
          <Group gap="xs">
            <Title order={2} style={{ overflowWrap: 'anywhere' }}>
              {name}
            </Title>
            <Badge variant="light" color={color} tt="none">
              {role ? `${label}: ${ROLE_WORDS[role].toLowerCase()}` : label}
            </Badge>
            {scopes.includes('agent') && (
              <Badge variant="light" color="violet" tt="none">
                Agents in production
              </Badge>
            )}
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
      <BrokenNote broken={apiKey.broken}>{brokenKeyHint(apiKey)}</BrokenNote>
    </Paper>
  );
}

/** A key with unreadable origins or reach grants no access, because it might otherwise grant too much. */
function brokenKeyHint({ kind, broken = [], revokedAt }: ApiKey): string {
  if (revokedAt) return '';
  const fields = brokenFields(broken);
  const isRepairable = !fields.includes('reach') && (kind === 'web' || !fields.includes('origins'));
  const repair = isRepairable ? 'Edit the key to repair it, or revoke it.' : 'Revoke it and create a new key.';
  return fields.some((field) => field !== 'name') ? `The key grants no access. ${repair}` : repair;
}

function KeyFacts({ apiKey }: { readonly apiKey: ApiKey }) {
  const { createdAt, createdBy, lastUsedAt, expiresAt, previousEndsAt, origins, reach, kind, broken = [] } = apiKey;
  return (
    <>
      <Text size="sm" c="dimmed" mt={6} component="div">
        {lastUsedAt ? (
          <>
            Used <TimeAgo at={lastUsedAt} />
          </>
        ) : (
          'Never used'
        )}
        {' · '}created <TimeAgo at={createdAt} /> by <ActorName actor={createdBy} />
        {expiresAt && (
          <>
            {' · '}expires <RelativeTime at={expiresAt} />
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
          Rotation in progress: the previous secret still works and expires <RelativeTime at={previousEndsAt} />.
        </Text>
      )}
    </>
  );
}
