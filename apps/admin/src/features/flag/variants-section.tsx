import type { FlagType } from '@burgee/contracts';
import { Button, Group, Select, Stack, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useSurroundings } from '../../ui/surroundings.ts';
import { renameVariant } from './rename-variant.ts';
import { Section } from './section.tsx';
import { SplitEditor } from './split-editor.tsx';
import { withFlagSplit } from './split-shares.ts';
import { useTargetingDraft } from './targeting-draft.tsx';
import { VariantRow } from './variant-row.tsx';
import { withVariant } from './with-variant.ts';

const NO_VARIANT = ' ';

/** The variants that the flag can serve. A boolean flag always has on and off. */
export function VariantsSection({ type }: { readonly type: FlagType }) {
  const { draft, edit } = useTargetingDraft();
  const { newId } = useSurroundings();
  const { variants } = draft;
  if (type === 'boolean') return <BooleanVariants />;
  const addVariant = () => edit((before) => withVariant(before, type, newId()));
  return (
    <Section title="Variants" description="The values that this flag can return.">
      <Stack gap="sm">
        {variants.map((variant, index) => (
          <VariantRow
            key={variant.id}
            type={type}
            variant={variant}
            path={`variants.${index}`}
            onRename={(key) => edit((before) => renameVariant(before, variant.id, key))}
            onChange={(next) => edit({ variants: variants.map((one) => (one.id === next.id ? next : one)) })}
            onRemove={
              variants.length > 1 ? () => edit({ variants: variants.filter(({ id }) => id !== variant.id) }) : undefined
            }
          />
        ))}
        <Button
          w="fit-content"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={addVariant}
        >
          Add variant
        </Button>
        <OnOffVariants />
        <FlagSplit />
      </Stack>
    </Section>
  );
}

function BooleanVariants() {
  const { draft } = useTargetingDraft();
  return (
    <Section title="Variants" description="A boolean flag returns true for included users and false for everyone else.">
      {draft.split && <FlagSplit />}
    </Section>
  );
}

function OnOffVariants() {
  const { draft, edit, problems } = useTargetingDraft();
  const keys = draft.variants.map(({ key }) => key);
  return (
    <Group gap="sm" align="flex-start">
      <Select
        label="On variant"
        description="Served to included users"
        w={240}
        allowDeselect={false}
        disabled={draft.split !== null}
        data={[...new Set([...keys, draft.onVariant])]}
        value={draft.onVariant}
        error={problems.get('onVariant')}
        onChange={(onVariant) => edit({ onVariant: onVariant ?? draft.onVariant })}
      />
      <Select
        label="Off variant"
        description="Served to everyone else"
        w={240}
        allowDeselect={false}
        data={[
          { value: NO_VARIANT, label: "The default in the caller's code" },
          ...[...new Set([...keys, ...(draft.offVariant === null ? [] : [draft.offVariant])])].map((key) => ({
            value: key,
            label: key,
          })),
        ]}
        value={draft.offVariant ?? NO_VARIANT}
        error={problems.get('offVariant')}
        onChange={(key) => edit({ offVariant: key === NO_VARIANT ? null : key })}
      />
    </Group>
  );
}

/** Splits included users between variants, instead of one on variant. */
function FlagSplit() {
  const { draft, edit } = useTargetingDraft();
  const { split } = draft;
  return (
    <>
      <Switch
        label="Split included users between variants"
        checked={split !== null}
        onChange={({ currentTarget: { checked } }) => edit((before) => withFlagSplit(before, checked))}
      />
      {split && <SplitEditor value={split} path="split" onChange={(next) => edit({ split: next })} />}
    </>
  );
}
