import { EnvironmentKey } from '@burgee/contracts';
import { Alert, NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useEnvironments } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import classes from './import.module.css';
import { type ExportedName, findShared, newTarget, type Targets } from './targets.ts';

type EnvironmentMapProps = { readonly targets: Targets; readonly onChange: (targets: Targets) => void };

/** Maps each environment of the export to one here. */
export function EnvironmentMap({ targets, onChange }: EnvironmentMapProps) {
  const { all } = useEnvironments();
  const { isAllowed } = usePermission('environments:create');
  const shared = findShared(targets);
  function optionsFor(name: ExportedName) {
    const created = isAllowed ? newTarget(name, all) : undefined;
    return [
      { value: '', label: 'Do not import' },
      ...all.map(({ key, name: label }) => ({ value: key, label })),
      ...(created === undefined ? [] : [{ value: created, label: `New environment ${created}` }]),
    ];
  }
  return (
    <Paper p="lg">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4">
            Environments
          </Title>
          <Text size="sm" c="dimmed">
            Choose where each environment of the export goes.
          </Text>
        </div>
        <dl className={classes.map}>
          {[...targets].map(([name, target]) => (
            <TargetRow
              key={name}
              name={name}
              target={target}
              options={optionsFor(name)}
              onChange={(key) => onChange(new Map([...targets, [name, key]]))}
            />
          ))}
        </dl>
        {shared !== undefined && (
          <Alert color="yellow" title="Two environments of Unleash cannot go to the same one here">
            More than one goes to {shared}.
          </Alert>
        )}
      </Stack>
    </Paper>
  );
}

type TargetRowProps = {
  readonly name: ExportedName;
  readonly target: EnvironmentKey | null;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (key: EnvironmentKey | null) => void;
};

function TargetRow({ name, target, options, onChange }: TargetRowProps) {
  const words = name ?? 'The environment of the export';
  return (
    <>
      <dt>
        <Text size="sm" {...(name !== null && { className: 'mono' })}>
          {words}
        </Text>
      </dt>
      <dd>
        <NativeSelect
          aria-label={`Environment for ${words}`}
          data={[...options]}
          value={target ?? ''}
          onChange={({ currentTarget: { value } }) => onChange(EnvironmentKey.safeParse(value).data ?? null)}
        />
      </dd>
    </>
  );
}
