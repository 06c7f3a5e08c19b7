import { Tooltip } from '@mantine/core';
import { cloneElement, type MouseEvent, type ReactElement } from 'react';

type Guardable = {
  'data-disabled'?: boolean | undefined;
  'aria-disabled'?: boolean | undefined;
  onClick?: ((event: MouseEvent<HTMLElement>) => void) | undefined;
};

export type GuardedProps = {
  /** Why it cannot be used; `undefined` when it can. */
  readonly why: string | undefined;
  readonly children: ReactElement<Guardable>;
};

/** A button that cannot be used says why. It stays within reach of the keyboard, or nobody there would hear the reason. */
export function Guarded({ why, children }: GuardedProps) {
  if (why === undefined) return children;
  return (
    <Tooltip label={why}>
      {cloneElement(children, {
        'data-disabled': true,
        'aria-disabled': true,
        onClick: (event: MouseEvent<HTMLElement>) => event.preventDefault(),
      })}
    </Tooltip>
  );
}
