import { Text, Tooltip } from '@mantine/core';
import type { Environment, Flag, FlagKey } from '@burgee/contracts';
import { failureOf } from '../../app/failure-of.ts';
import { trpc } from '../../app/trpc.ts';
import { FlagSwitch } from './flag-switch.tsx';

export type OtherSwitchProps = {
  readonly flagKey: FlagKey;
  readonly environment: Environment;
  /** Where the list has told it already. */
  readonly known: Flag | undefined;
  /** Whether the list has answered: before, asking for each row would ask twice. */
  readonly isListed: boolean;
};

/** The switch of a flag in an environment that is not the chosen one. */
export function OtherSwitch({ flagKey, environment, known, isListed }: OtherSwitchProps) {
  const { data, error } = trpc.flags.get.useQuery(
    { environment: environment.key, key: flagKey },
    { enabled: isListed && known === undefined },
  );
  const flag = known ?? data;
  if (flag) return <FlagSwitch flag={flag} environment={environment} />;
  if (failureOf(error)?.code !== 'FLAG_NOT_FOUND') return null;
  return (
    <Tooltip label={`${environment.name} has no flag "${flagKey}". Open it to copy it there.`}>
      <Text span c="dimmed" size="sm" role="img" aria-label={`not in ${environment.name}`}>
        –
      </Text>
    </Tooltip>
  );
}
