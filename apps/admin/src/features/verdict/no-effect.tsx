import type { Explanation } from '@burgee/contracts';
import { Text } from '@mantine/core';
import { noEffectReason } from './verdict.ts';

export type NoEffectProps = { readonly explanation: Explanation; readonly overrideId: string };

/** The reason why an override has no effect now; renders nothing if it decides or does not target the explained context. */
export function NoEffect({ explanation, overrideId }: NoEffectProps) {
  const reason = noEffectReason(explanation, overrideId);
  if (reason === undefined) return null;
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      No effect now. {reason}
    </Text>
  );
}
