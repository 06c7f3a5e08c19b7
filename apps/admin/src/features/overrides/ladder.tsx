import { Button } from '@mantine/core';
import type { Flag, OverrideOf, ResolvedOverride } from '@burgee/contracts';
import { useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { EmergencyButton } from './emergency-button.tsx';
import { EmergencyDialog } from './emergency-dialog.tsx';
import { KillSwitchDivider } from './kill-switch-divider.tsx';
import classes from './ladder.module.css';
import { layerOf } from './layers.ts';
import { LayerRows } from './layer-rows.tsx';
import { Rung } from './rung.tsx';
import { GlobalDialog, TestingDialog } from './set-override-dialog.tsx';
import { standingOf, standingOfLayer } from './standing.ts';
import { useLayer } from './use-layer.ts';
import { UserRung } from './user-rung.tsx';

export type LadderProps = { readonly flag: Flag; readonly resolved: ResolvedOverride | undefined };

/** The layers in the order in which they are asked. */
export function Ladder({ flag, resolved }: LadderProps) {
  return (
    <ol className={classes.ladder} aria-label="Layers of overrides, highest first">
      <EmergencyRung flag={flag} resolved={resolved} />
      <SessionRung flag={flag} resolved={resolved} />
      <TestingRung flag={flag} resolved={resolved} />
      <KillSwitchDivider flag={flag} />
      <UserRung flag={flag} resolved={resolved} />
      <GlobalRung flag={flag} resolved={resolved} />
    </ol>
  );
}

function EmergencyRung({ flag, resolved }: LadderProps) {
  const data = useLayer(flag, 'emergency');
  const { why } = usePermission('overrides:emergency', flag.environment);
  const [isEditing, setEditing] = useState(false);
  const isEmpty = data.items.length === 0;
  return (
    <Rung
      layer={layerOf('emergency')}
      standing={standingOfLayer(resolved, 'emergency')}
      isQuiet={isEmpty}
      isDangerous={!isEmpty}
      action={<EmergencyButton flag={flag} size="xs" />}
    >
      <LayerRows
        data={data}
        flag={flag}
        resolved={resolved}
        why={why}
        standing={standingOf}
        onEdit={() => setEditing(true)}
      />
      {isEditing && <EmergencyDialog flag={flag} onClose={() => setEditing(false)} />}
    </Rung>
  );
}

const FEW = 5;

function SessionRung({ flag, resolved }: LadderProps) {
  const [isLong, setLong] = useState(false);
  const data = useLayer(flag, 'session', { pageSize: isLong ? 200 : FEW });
  const { all } = useEnvironments();
  const { why } = usePermission('overrides:write', flag.environment);
  const permits = all.find(({ key }) => key === flag.environment)?.permitsSessionOverrides ?? true;
  return (
    <Rung
      layer={layerOf('session')}
      standing={standingOfLayer(resolved, 'session')}
      isQuiet={data.items.length === 0 || !permits}
      note={permits ? undefined : 'This environment does not permit them: none counts, whatever a link says.'}
    >
      <LayerRows data={data} flag={flag} resolved={resolved} why={why} standing={standingOf} isRemovable />
      {data.total > FEW && (
        <Button variant="subtle" size="compact-sm" mt={6} onClick={() => setLong(!isLong)}>
          {isLong ? 'Show fewer' : `Show all ${data.total}`}
        </Button>
      )}
    </Rung>
  );
}

function TestingRung({ flag, resolved }: LadderProps) {
  const data = useLayer(flag, 'testing');
  const { why } = usePermission('overrides:write', flag.environment);
  const [asked, setAsked] = useState<OverrideOf<'testing'> | 'new' | null>(null);
  return (
    <Rung
      layer={layerOf('testing')}
      standing={standingOfLayer(resolved, 'testing')}
      isQuiet={data.items.length === 0}
      action={
        <Guarded why={why}>
          <Button variant="default" size="xs" onClick={() => setAsked('new')}>
            Add
          </Button>
        </Guarded>
      }
    >
      <LayerRows
        data={data}
        flag={flag}
        resolved={resolved}
        why={why}
        standing={standingOf}
        onEdit={setAsked}
        isRemovable
      />
      {asked && (
        <TestingDialog flag={flag} current={asked === 'new' ? undefined : asked} onClose={() => setAsked(null)} />
      )}
    </Rung>
  );
}

function GlobalRung({ flag, resolved }: LadderProps) {
  const data = useLayer(flag, 'global');
  const { why } = usePermission('overrides:write', flag.environment);
  const [isAsked, setAsked] = useState(false);
  const [current] = data.items;
  return (
    <Rung
      layer={layerOf('global')}
      standing={standingOfLayer(resolved, 'global')}
      isQuiet={!current}
      action={
        !current && (
          <Guarded why={why}>
            <Button variant="default" size="xs" onClick={() => setAsked(true)}>
              Set
            </Button>
          </Guarded>
        )
      }
    >
      <LayerRows
        data={data}
        flag={flag}
        resolved={resolved}
        why={why}
        standing={standingOf}
        onEdit={() => setAsked(true)}
        isRemovable
      />
      {isAsked && <GlobalDialog flag={flag} current={current} onClose={() => setAsked(false)} />}
    </Rung>
  );
}
