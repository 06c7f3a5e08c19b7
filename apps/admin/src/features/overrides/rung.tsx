import type { ReactNode } from 'react';
import classes from './ladder.module.css';
import type { Layer } from './layers.ts';

export type RungProps = {
  readonly layer: Layer;
  /** Whether an override of this layer decides. */
  readonly isWinning: boolean;
  readonly isQuiet: boolean;
  readonly isDangerous?: boolean;
  readonly note?: string | undefined;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
};

/** One layer on the ladder, with its priority on the rail, its purpose and its overrides. */
export function Rung({ layer, isWinning, isQuiet, isDangerous = false, note, action, children }: RungProps) {
  return (
    <li
      className={classes.rung}
      data-state={isWinning ? 'wins' : undefined}
      data-quiet={isQuiet || undefined}
      data-danger={isDangerous || undefined}
    >
      <div className={classes.rail}>
        <span className={classes.priority} title="Priority: the highest layer that applies wins">
          {layer.priority}
        </span>
      </div>
      <div className={classes.panel}>
        <div className={classes.head}>
          <h3 className={classes.name}>{layer.name}</h3>
          <span className={classes.purpose}>{note ?? layer.purpose}</span>
          {action}
        </div>
        {children}
      </div>
    </li>
  );
}
