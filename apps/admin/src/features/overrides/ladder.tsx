import type { Explanation, Flag, OverrideOf } from '@burgee/contracts';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { useLastingPermission, usePermission } from '../../app/permission.ts';
import { formatNumber } from '../../ui/format/numbers.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { isWinning } from '../verdict/verdict.ts';
import { EmergencyButton } from './emergency-button.tsx';
import { EmergencyDialog } from './emergency-dialog.tsx';
import { GateRows } from './gate-rows.tsx';
import classes from './ladder.module.css';
import { LayerRows } from './layer-rows.tsx';
import { layerOf } from './layers.ts';
import { Rung } from './rung.tsx';
import { GlobalDialog, TestingDialog } from './set-override-dialog.tsx';
import { useLayer } from './use-layer.ts';
import { UserRung } from './user-rung.tsx';

export type LadderProps = { readonly flag: Flag; readonly explanation: Explanation | undefined };

/** The override layers in order of precedence. */
export function Ladder({ flag, userId, explanation }: LadderProps & { readonly userId: string }) {
  return (
    <ol className={classes.ladder} aria-label="Override layers, highest precedence first">
      <EmergencyRung flag={flag} explanation={explanation} />
      <SessionRung flag={flag} explanation={explanation} />
      <TestingRung flag={flag} explanation={explanation} />
      <GateRows explanation={explanation} />
      <UserRung flag={flag} userId={userId} explanation={explanation} />
      <GlobalRung flag={flag} explanation={explanation} />
    </ol>
  );
}

function EmergencyRung({ flag, explanation }: LadderProps) {
  const data = useLayer(flag, 'emergency');
  const { why } = usePermission('overrides:emergency', flag.environment);
  const [isEditing, setEditing] = useState(false);
  const isEmpty = data.items.length === 0;
  return (
    <Rung
      layer={layerOf('emergency')}
      isWinning={isWinning(explanation, 'emergency')}
      isQuiet={isEmpty}
      isDangerous={!isEmpty}
      action={<EmergencyButton flag={flag} size="xs" />}
    >
      <LayerRows data={data} flag={flag} explanation={explanation} why={why} onEdit={() => setEditing(true)} />
      {isEditing && <EmergencyDialog flag={flag} onClose={() => setEditing(false)} />}
    </Rung>
  );
}

const COLLAPSED_ROWS = 5;

function SessionRung({ flag, explanation }: LadderProps) {
  const [isLong, setLong] = useState(false);
  const data = useLayer(flag, 'session', { pageSize: isLong ? 200 : COLLAPSED_ROWS });
  const { all } = useEnvironments();
  const { why } = usePermission('overrides:write', flag.environment);
  const permits = all.find(({ key }) => key === flag.environment)?.permitsSessionOverrides ?? true;
  return (
    <Rung
      layer={layerOf('session')}
      isWinning={isWinning(explanation, 'session')}
      isQuiet={data.items.length === 0 || !permits}
      note={permits ? undefined : 'This environment does not permit session overrides, so none has an effect.'}
    >
      <LayerRows data={data} flag={flag} explanation={explanation} why={why} isRemovable />
      {data.total > COLLAPSED_ROWS && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setLong(!isLong)}>
          {isLong ? 'Show fewer' : `Show all ${formatNumber(data.total)}`}
        </Button>
      )}
    </Rung>
  );
}

function TestingRung({ flag, explanation }: LadderProps) {
  const data = useLayer(flag, 'testing');
  const { why } = usePermission('overrides:write', flag.environment);
  const [editing, setEditing] = useState<OverrideOf<'testing'> | 'new' | null>(null);
  return (
    <Rung
      layer={layerOf('testing')}
      isWinning={isWinning(explanation, 'testing')}
      isQuiet={data.items.length === 0}
      action={
        <Guarded why={why}>
          <Button variant="default" size="xs" onClick={() => setEditing('new')}>
            Add override
          </Button>
        </Guarded>
      }
    >
      <LayerRows data={data} flag={flag} explanation={explanation} why={why} onEdit={setEditing} isRemovable />
      {editing && (
        <TestingDialog flag={flag} current={editing === 'new' ? undefined : editing} onClose={() => setEditing(null)} />
      )}
    </Rung>
  );
}

function GlobalRung({ flag, explanation }: LadderProps) {
  const data = useLayer(flag, 'global');
  const { why } = useLastingPermission(flag);
  const [isEditing, setEditing] = useState(false);
  const [current] = data.items;
  return (
    <Rung
      layer={layerOf('global')}
      isWinning={isWinning(explanation, 'global')}
      isQuiet={!current}
      action={
        !current && (
          <Guarded why={why}>
            <Button variant="default" size="xs" onClick={() => setEditing(true)}>
              Set override
            </Button>
          </Guarded>
        )
      }
    >
      <LayerRows
        data={data}
        flag={flag}
        explanation={explanation}
        why={why}
        onEdit={() => setEditing(true)}
        isRemovable
      />
      {isEditing && <GlobalDialog flag={flag} current={current} onClose={() => setEditing(false)} />}
    </Rung>
  );
}
