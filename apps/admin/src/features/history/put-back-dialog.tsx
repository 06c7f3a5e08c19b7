import { Text } from '@mantine/core';
import type { Flag, Override } from '@burgee/contracts';
import { useSurroundings } from '../../app/surroundings.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { layerOf } from '../overrides/layers.ts';
import { OverrideForm } from '../overrides/override-form.tsx';
import { nameOf } from '../overrides/use-removal.ts';
import { useOverrideCalls } from '../overrides/use-override-calls.ts';
import { ValueChip } from '../overrides/value-chip.tsx';

export type PutBackDialogProps = {
  readonly override: Override;
  readonly flag: Flag;
  readonly onClose: () => void;
};

/** Sets an override as an entry has it. One whose end has passed cannot be set as it was. */
export function PutBackDialog({ override, flag, onClose }: PutBackDialogProps) {
  const calls = useOverrideCalls(flag.environment);
  const { now } = useSurroundings();
  const endsAt = 'expiresAt' in override ? override.expiresAt : null;
  // A session's is set anew for 24 hours, whatever its end was.
  const hasEnded = override.type !== 'session' && endsAt !== null && Date.parse(endsAt) <= now();
  const isExclude = override.type === 'user' && override.overrideType === 'exclude';
  return (
    <OverrideForm
      title="Set the override again"
      verb="Set it again"
      says={`${nameOf(override)} is set as it was then, in place of the one there may be now.`}
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
          Its end has passed. Set a new one under Overrides.
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
