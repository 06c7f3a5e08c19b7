import type { EnvironmentKey, UnleashReport } from '@burgee/contracts';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { ButtonLink, TextLink } from '../../ui/links.tsx';
import classes from './import.module.css';
import { LeftOut } from './left-out.tsx';
import { effectWords, type FlagChangeRow, flagRows } from './report-rows.ts';

const PAGE = 100;

/** The imported flags, with links. */
export function ImportResult({
  report,
  onRestart,
}: {
  readonly report: UnleashReport;
  readonly onRestart: () => void;
}) {
  const rows = flagRows(report);
  const [shown, setShown] = useState(PAGE);
  const title = useRef<HTMLHeadingElement>(null);
  // The dialog that had the focus is gone.
  useEffect(() => title.current?.focus(), []);
  return (
    <Stack>
      <Paper p="lg">
        <Stack>
          <Title order={2} size="h4" ref={title} tabIndex={-1}>
            {formatCount(rows.length, 'flag')} imported
          </Title>
          <Text size="sm">A second import of the same export changes nothing.</Text>
          <ul className={classes.list}>
            {rows.slice(0, shown).map((row) => (
              <ImportedFlag key={row.flagKey} row={row} />
            ))}
          </ul>
          {rows.length > shown && (
            <Button variant="default" size="xs" onClick={() => setShown(shown + PAGE)}>
              Show more flags
            </Button>
          )}
          <Group gap="xs">
            <ButtonLink to="/flags">Go to flags</ButtonLink>
            <Button variant="default" onClick={onRestart}>
              Import another export
            </Button>
          </Group>
        </Stack>
      </Paper>
      <LeftOut report={report} />
    </Stack>
  );
}

function ImportedFlag({ row: { flagKey, effects } }: { readonly row: FlagChangeRow }) {
  const { all } = useEnvironments();
  const nameOf = (key: EnvironmentKey) => all.find((environment) => environment.key === key)?.name ?? key;
  return (
    <li className={classes.choice}>
      <TextLink
        to="/flags/$flagKey"
        params={{ flagKey }}
        search={{ env: effects[0]?.environment }}
        size="sm"
        className="mono"
      >
        {flagKey}
      </TextLink>
      <Text size="xs" c="dimmed">
        {effectWords(effects, nameOf)}
      </Text>
    </li>
  );
}
