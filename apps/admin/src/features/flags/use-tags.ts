import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';

const NONE: string[] = [];

/** All tags used in the chosen environment. */
export function useTags(): string[] {
  const { key } = useEnvironment();
  const { data } = trpc.flags.tags.useQuery({ environment: key });
  return data ?? NONE;
}
