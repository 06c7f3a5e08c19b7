import type { Override } from '@burgee/contracts';
import { BrokenNote } from '../../ui/broken-note.tsx';

/** Explains why an override is broken and how to replace it. Renders nothing for a healthy one. */
export function BrokenOverride({ override }: { readonly override: Override }) {
  return <BrokenNote broken={override.broken}>Set the override again to repair it, or remove it.</BrokenNote>;
}
