import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';

const NONE: string[] = [];

/** Every tag of the chosen environment, to choose from. */
export function useTags(): string[] {
  const { key } = useEnvironment();
  const { data } = trpc.flags.tags.useQuery({ environment: key });
  return data ?? NONE;
}
