import type { EnvironmentKey, UnleashReport } from '@burgee/contracts';
import { Badge, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { formatCount, formatList, formatShortList } from '../../ui/format/words.ts';
import classes from './import.module.css';
import { type ProblemRow, problemRows } from './report-rows.ts';

const MAX_NAMED = 20;

/** Everything of the export that is not imported, with the reasons. */
export function LeftOut({ report }: { readonly report: UnleashReport }) {
  const { kept, archived, lost } = report;
  const problems = problemRows(report);
  const keptKeys = [...new Set(kept.map(({ flagKey }) => flagKey))];
  if (problems.length + keptKeys.length + archived.length + lost.length === 0) return null;
  return (
    <Paper p="lg" component="section" aria-labelledby="left-out">
      <Stack>
        <Title order={2} size="h4" id="left-out">
          Not imported
        </Title>
        <ProblemList problems={problems} />
        {keptKeys.length > 0 && <Note title="Kept as they are here" names={keptKeys} />}
        {archived.length > 0 && <Note title="Archived in Unleash, so left out" names={archived} />}
        {lost.length > 0 && (
          <Note
            title="Without a counterpart here, and without an effect on results"
            names={lost.map(({ feature, parts }) => `${feature} (${parts.join(', ')})`)}
          />
        )}
      </Stack>
    </Paper>
  );
}

/** The features that are left out, each with the reason. */
export function ProblemList({ problems }: { readonly problems: readonly ProblemRow[] }) {
  const { all } = useEnvironments();
  const features = new Set(problems.map(({ feature }) => feature)).size;
  if (features === 0) return null;
  const nameOf = (key: EnvironmentKey) => all.find((environment) => environment.key === key)?.name ?? key;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {formatCount(features, 'feature')} left out
      </Text>
      <ul className={classes.list}>
        {problems.map(({ feature, construct, message, environments }) => (
          <li key={`${feature} ${construct} ${message}`} className={classes.row}>
            <Group gap="xs">
              <Text size="sm" className="mono">
                {feature}
              </Text>
              <Badge variant="light" color="gray" tt="none">
                {formatList(environments.map(nameOf))}
              </Badge>
            </Group>
            <Text size="sm" c="dimmed">
              {construct}: {message}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Note({ title, names }: { readonly title: ReactNode; readonly names: readonly string[] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {formatShortList(names.slice(0, MAX_NAMED), names.length)}
      </Text>
    </div>
  );
}
