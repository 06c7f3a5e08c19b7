import type { SegmentUsage } from '@burgee/contracts';
import { List, Paper, Skeleton, Text, Title } from '@mantine/core';
import { TextLink } from '../../ui/links.tsx';

/** Links to the flags and segments that use this segment. */
export function UsedBy({ usage }: { readonly usage: SegmentUsage | undefined }) {
  return (
    <Paper p="md" component="section" aria-label="Used by">
      <Title order={2} mb="xs">
        Used by
      </Title>
      {usage ? <UserLinks usage={usage} /> : <Skeleton h={40} />}
    </Paper>
  );
}

export function UserLinks({ usage: { flags, segments } }: { readonly usage: SegmentUsage }) {
  if (flags.length + segments.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nothing yet. Flag rules and other segments can use this segment.
      </Text>
    );
  }
  return (
    <List size="sm" spacing={4} listStyleType="none" withPadding={false}>
      {flags.map((flagKey) => (
        <List.Item key={`flag ${flagKey}`}>
          <TextLink to="/flags/$flagKey" params={{ flagKey }} className="mono" fz="sm">
            {flagKey}
          </TextLink>
        </List.Item>
      ))}
      {segments.map((segmentKey) => (
        <List.Item key={`segment ${segmentKey}`}>
          <TextLink to="/segments/edit/$segmentKey" params={{ segmentKey }} className="mono" fz="sm">
            {segmentKey}
          </TextLink>{' '}
          <Text span size="sm" c="dimmed">
            segment
          </Text>
        </List.Item>
      ))}
    </List>
  );
}
