import { Group, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import type { ServeDraft } from './draft-types.ts';
import { SplitEditor } from './split-editor.tsx';
import { serveOfKind } from './split-shares.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type ServeEditorProps = {
  readonly value: ServeDraft;
  /** `rules.0.serve`. */
  readonly path: string;
  readonly onChange: (value: ServeDraft) => void;
};

const KINDS = [
  { value: 'variant', label: 'One variant' },
  { value: 'split', label: 'Split' },
];

/** The variant or split that a rule serves to included users. */
export function ServeEditor({ value, path, onChange }: ServeEditorProps) {
  const { draft, problems, isReadOnly } = useTargetingDraft();
  const keys = draft.variants.map(({ key }) => key);
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Text size="sm" fw={500}>
          Serve
        </Text>
        <SegmentedControl
          size="xs"
          disabled={isReadOnly}
          aria-label="What the rule serves"
          data={KINDS}
          value={value.kind}
          onChange={(kind) => onChange(serveOfKind(kind, value, draft))}
        />
        {value.kind === 'variant' && (
          <Select
            aria-label="Variant"
            w={200}
            allowDeselect={false}
            data={[...new Set([...keys, value.variant])]}
            value={value.variant}
            error={problems.get(`${path}.variant`)}
            onChange={(variant) => onChange({ kind: 'variant', variant: variant ?? value.variant })}
          />
        )}
      </Group>
      {value.kind === 'split' && (
        <SplitEditor
          value={value.split}
          path={`${path}.split`}
          onChange={(split) => onChange({ kind: 'split', split })}
        />
      )}
    </Stack>
  );
}
