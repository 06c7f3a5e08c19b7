import { ActionIcon, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconEqual, IconPlus, IconX } from '@tabler/icons-react';
import { formatPercent } from '../../ui/format/numbers.ts';
import type { NumberText, SplitDraft } from './draft-types.ts';
import { PercentField } from './percent-field.tsx';
import { ShareBar } from './share-bar.tsx';
import { evenShares, filledShares, shareSum } from './split-shares.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type SplitEditorProps = {
  readonly value: SplitDraft;
  /** `split`, `rules.0.serve.split`. */
  readonly path: string;
  readonly onChange: (value: SplitDraft) => void;
};

/** Divides included users between variants; a user always gets the same one. The shares must add up to 100%. */
export function SplitEditor({ value, path, onChange }: SplitEditorProps) {
  const { draft } = useTargetingDraft();
  const { weights } = value;
  const keys = draft.variants.map(({ key }) => key);
  const unused = keys.find((key) => !weights.some(({ variant }) => variant === key));
  const setWeights = (next: SplitDraft['weights']) => onChange({ ...value, weights: next });
  return (
    <Stack gap="xs">
      <ShareBar shares={weights.map(({ variant, share }) => ({ name: variant, percentage: Number(share) || 0 }))} />
      {weights.map((weight, index) => (
        <WeightRow
          key={index}
          weight={weight}
          path={`${path}.weights.${index}`}
          onChange={(next) => setWeights(weights.map((one, at) => (at === index ? next : one)))}
          onFill={() => setWeights(filledShares(weights, index))}
          onRemove={weights.length > 1 ? () => setWeights(weights.filter((_one, at) => at !== index)) : undefined}
        />
      ))}
      <SumLine weights={weights} />
      <Group gap={4}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconEqual size={14} aria-hidden />}
          onClick={() => setWeights(evenShares(weights.map(({ variant }) => variant)))}
        >
          Split evenly
        </Button>
        {unused !== undefined && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setWeights([...weights, { variant: unused, share: 0 }])}
          >
            Add variant
          </Button>
        )}
      </Group>
    </Stack>
  );
}

function SumLine({ weights }: { readonly weights: SplitDraft['weights'] }) {
  const sum = shareSum(weights);
  if (sum === 100) return null;
  const left = 100 - sum;
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="status">
      The shares add up to {formatPercent(sum)}:{' '}
      {left > 0 ? `${formatPercent(left)} is missing` : `${formatPercent(-left)} too much`}.
    </Text>
  );
}

type WeightRowProps = {
  readonly weight: SplitDraft['weights'][number];
  readonly path: string;
  readonly onChange: (weight: SplitDraft['weights'][number]) => void;
  readonly onFill: () => void;
  readonly onRemove: (() => void) | undefined;
};

function WeightRow({ weight, path, onChange, onFill, onRemove }: WeightRowProps) {
  const { draft, problems } = useTargetingDraft();
  const keys = [...new Set([...draft.variants.map(({ key }) => key), weight.variant])];
  return (
    <Group gap="xs" align="flex-start" role="group" aria-label={`Share of ${weight.variant}`}>
      <Select
        aria-label="Variant"
        flex="1 1 160px"
        maw={280}
        allowDeselect={false}
        data={keys}
        value={weight.variant}
        error={problems.get(`${path}.variant`)}
        onChange={(variant) => onChange({ ...weight, variant: variant ?? weight.variant })}
      />
      <PercentField
        label={`Share of ${weight.variant}`}
        isLabelHidden
        value={weight.share}
        error={problems.get(`${path}.weight`)}
        onChange={(share: NumberText) => onChange({ ...weight, share })}
      />
      <Button variant="subtle" size="sm" px="xs" onClick={onFill} aria-label={`Assign rest to ${weight.variant}`}>
        Assign rest
      </Button>
      {onRemove && (
        <ActionIcon size={36} variant="subtle" color="gray" aria-label={`Remove ${weight.variant}`} onClick={onRemove}>
          <IconX size={16} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
