import type { Override } from '@burgee/contracts';
import { BrokenNote } from '../../ui/broken-note.tsx';

/** What is wrong with an override, and the ways out. Shows nothing for a healthy one. */
export function BrokenOverride({ override }: { readonly override: Override }) {
  return <BrokenNote broken={override.broken}>Set the override again to repair it, or remove it.</BrokenNote>;
}
