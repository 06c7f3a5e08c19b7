import type { Explanation, Flag, TargetId } from '@burgee/contracts';
import { Text } from '@mantine/core';
import { useLastingPermission } from '../../app/permission.ts';
import { formatCount } from '../../ui/format/words.ts';
import { isWinning } from '../verdict/verdict.ts';
import { LayerRows } from './layer-rows.tsx';
import { layerOf } from './layers.ts';
import { Rung } from './rung.tsx';
import { useLayer } from './use-layer.ts';

export type UserRungProps = {
  readonly flag: Flag;
  /** Empty if no user id is entered. */
  readonly userId: string;
  readonly explanation: Explanation | undefined;
};

/** The override of the user entered above. The list below the ladder has all of them. */
export function UserRung({ flag, userId, explanation }: UserRungProps) {
  const { total, isPending } = useLayer(flag, 'user', { pageSize: 1 });
  const own = useLayer(flag, 'user', { target: userId as TargetId, pageSize: 1 }, userId !== '');
  const { why } = useLastingPermission(flag);
  return (
    <Rung
      layer={layerOf('user')}
      isWinning={isWinning(explanation, 'user')}
      isQuiet={total === 0}
      action={
        !isPending && (
          <Text size="sm" c="dimmed">
            {total === 0 ? 'none' : `${formatCount(total, 'user')} below`}
          </Text>
        )
      }
    >
      {own.items.length > 0 && <LayerRows data={own} flag={flag} explanation={explanation} why={why} />}
    </Rung>
  );
}
