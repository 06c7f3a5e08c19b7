import type { FlagType } from '@burgee/contracts';
import { Badge } from '@mantine/core';

export const TYPE_WORDS: Readonly<Record<FlagType, string>> = {
  boolean: 'Boolean',
  string: 'Text',
  number: 'Number',
  json: 'JSON',
};

export function TypeBadge({ type }: { readonly type: FlagType }) {
  return (
    <Badge variant="default" size="sm" tt="none" fw={500} c="dimmed">
      {TYPE_WORDS[type]}
    </Badge>
  );
}
