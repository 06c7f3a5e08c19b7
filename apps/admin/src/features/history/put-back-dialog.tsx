import type { Flag, Override } from '@burgee/contracts';
import { Text } from '@mantine/core';
import { notifyDone } from '../../ui/notify.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { ValueChip } from '../../ui/value-chip.tsx';
import { layerOf } from '../overrides/layers.ts';
import { OverrideForm } from '../overrides/override-form.tsx';
import { useOverrideCalls } from '../overrides/use-override-calls.ts';
import { nameOf } from '../overrides/use-removal.ts';

export type PutBackDialogProps = {
  readonly override: Override;
  readonly flag: Flag;
  readonly onClose: () => void;
};

/** Sets an override again as an entry recorded it. An override that has expired cannot be set again. */
export function PutBackDialog({ override, flag, onClose }: PutBackDialogProps) {
  const calls = useOverrideCalls(flag.environment);
  const { now } = useSurroundings();
  const endsAt = 'expiresAt' in override ? override.expiresAt : null;
  // A session override is always set for another 24 hours, regardless of its recorded expiry.
  const hasEnded = override.type !== 'session' && endsAt !== null && Date.parse(endsAt) <= now();
  const isExclude = override.type === 'user' && override.overrideType === 'exclude';
  return (
    <OverrideForm
      title="Set the override again"
      verb="Set override again"
      says={`${nameOf(override)} will be set as it was then. It replaces the current one, if there is one.`}
      environment={flag.environment}
      isReady={!hasEnded}
      isDangerous={override.type === 'emergency'}
      wantsReason={override.type === 'emergency'}
      onClose={onClose}
      onSubmit={async (why) => {
        await calls.putBack(override, why);
        notifyDone(`${nameOf(override)} is set again.`);
      }}
    >
      {hasEnded ? (
        <Text size="sm" fw={600}>
          It has expired. Set a new one under Overrides.
        </Text>
      ) : (
        <Text size="sm" component="div">
          {layerOf(override.type).name}:{' '}
          {isExclude ? 'excluded' : <ValueChip value={override.value} variants={flag.variants} />}
        </Text>
      )}
    </OverrideForm>
  );
}
