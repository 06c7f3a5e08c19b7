import { Text } from '@mantine/core';
import type { Explanation } from '@burgee/contracts';
import { whyNoEffect } from './verdict.ts';

export type NoEffectProps = { readonly explanation: Explanation; readonly overrideId: string };

/** Why an override has no effect at the moment; nothing if it decides or is not for the context of the explanation. */
export function NoEffect({ explanation, overrideId }: NoEffectProps) {
  const reason = whyNoEffect(explanation, overrideId);
  if (reason === undefined) return null;
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      No effect now. {reason}
    </Text>
  );
}
