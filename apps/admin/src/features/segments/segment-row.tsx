import type { Segment } from '@burgee/contracts';
import { Code, Text } from '@mantine/core';
import { trpc } from '../../app/trpc.ts';
import { conditionWords } from '../../ui/condition/condition-words.ts';
import { TextLink } from '../../ui/links.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { BrokenSegment } from './broken-segment.tsx';
import classes from './segments.module.css';
import { usageWords } from './usage-words.ts';

/** Shows a segment as a sentence, with the number of flags and segments that use it. */
export function SegmentRow({ segment }: { readonly segment: Segment }) {
  const { environment, key, name, description, condition, updatedAt, broken = [] } = segment;
  const isConditionBroken = broken.some(({ path }) => path.startsWith('condition'));
  const { data: usage } = trpc.segments.usage.useQuery({ environment, key });
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <TextLink to="/segments/edit/$segmentKey" params={{ segmentKey: key }} fw={600} fz="sm">
          {name}
        </TextLink>{' '}
        <Code>{key}</Code>
        {description && (
          <Text size="sm" c="dimmed" mt={2}>
            {description}
          </Text>
        )}
      </div>
      <Text size="sm" className={classes.words}>
        {isConditionBroken ? '' : conditionWords(condition)}
      </Text>
      <Text size="sm" c={usage && usage.flags.length + usage.segments.length > 0 ? undefined : 'dimmed'}>
        {usage ? usageWords(usage) : ' '}
      </Text>
      <Text size="sm" c="dimmed" className={classes.changed}>
        <TimeAgo at={updatedAt} />
      </Text>
      {segment.broken && (
        <div className={classes.broken}>
          <BrokenSegment segment={segment} usage={usage} />
        </div>
      )}
    </li>
  );
}
