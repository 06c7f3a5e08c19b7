import { Tooltip } from '@mantine/core';
import { cloneElement, type MouseEvent, type ReactElement } from 'react';

type Guardable = {
  'data-disabled'?: boolean | undefined;
  'aria-disabled'?: boolean | undefined;
  onClick?: ((event: MouseEvent<HTMLElement>) => void) | undefined;
};

export type GuardedProps = {
  /** The reason why the button cannot be used; `undefined` if it can. */
  readonly why: string | undefined;
  readonly children: ReactElement<Guardable>;
};

/** Shows on a disabled button why it cannot be used. The button stays focusable, so that keyboard users get the reason too. */
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
