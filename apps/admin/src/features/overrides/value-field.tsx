import type { Flag, JsonValue } from '@burgee/contracts';
import { Input, JsonInput, NumberInput, SegmentedControl, Select, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { readDraft, type ValueDraft } from './value-draft.ts';

export type ValueFieldProps = {
  readonly flag: Flag;
  readonly draft: ValueDraft;
  readonly onChange: (draft: ValueDraft) => void;
  /** Whether "The on variant" can be chosen, as it can for users. */
  readonly mayFollowOn?: boolean;
  readonly label?: string;
};

const OWN = 'own';
const FOLLOW = 'on';

/** Chooses a value of the flag's type: on or off, a variant, or a custom value. */
export function ValueField({ flag, draft, onChange, mayFollowOn = false, label = 'Value' }: ValueFieldProps) {
  if (flag.type === 'boolean') return <OnOrOff flag={flag} draft={draft} onChange={onChange} label={label} />;
  const options = [
    ...(mayFollowOn ? [{ value: FOLLOW, label: `The on variant (currently ${flag.onVariant})` }] : []),
    ...flag.variants.map(({ key, value }) => ({ value: `variant ${key}`, label: `${key}: ${shortText(value)}` })),
    { value: OWN, label: 'Custom value' },
  ];
  return (
    <Stack gap="xs">
      <Select
        label={label}
        data={options}
        allowDeselect={false}
        searchable={options.length > 8}
        value={draft.kind === 'variant' ? `variant ${draft.variant}` : draft.kind}
        onChange={(chosen) => onChange(draftOfChoice(flag, chosen))}
      />
      {draft.kind === 'own' && (
        <OwnValue flag={flag} text={draft.text} onChange={(text) => onChange({ kind: 'own', text })} />
      )}
    </Stack>
  );
}

function OnOrOff({ flag, draft, onChange, label }: Omit<ValueFieldProps, 'mayFollowOn'>) {
  const read = readDraft(flag, draft);
  const chosen = read.isValid && read.value === true ? 'true' : 'false';
  return (
    <Input.Wrapper label={label} labelElement="div">
      <SegmentedControl
        mt={4}
        fullWidth
        aria-label={label}
        value={chosen}
        data={[
          { value: 'true', label: 'On' },
          { value: 'false', label: 'Off' },
        ]}
        onChange={(text) => onChange(draftOfBoolean(flag, text === 'true'))}
      />
    </Input.Wrapper>
  );
}

type OwnValueProps = { readonly flag: Flag; readonly text: string; readonly onChange: (text: string) => void };

function OwnValue({ flag, text, onChange }: OwnValueProps) {
  // Shows a problem only after the field loses focus, so that typing is not interrupted.
  const [isTouched, setTouched] = useState(false);
  const read = readDraft(flag, { kind: 'own', text });
  const problem = isTouched && !read.isValid ? { error: read.problem } : {};
  const shared = { label: 'Value as text', ...problem, onBlur: () => setTouched(true) };
  if (flag.type === 'number') {
    return <NumberInput {...shared} value={text} onChange={(value) => onChange(String(value))} />;
  }
  if (flag.type === 'json') {
    return <JsonInput {...shared} formatOnBlur autosize minRows={3} maxRows={12} value={text} onChange={onChange} />;
  }
  return (
    <Textarea {...shared} autosize maxRows={6} value={text} onChange={(event) => onChange(event.currentTarget.value)} />
  );
}

function draftOfChoice(flag: Flag, chosen: string | null): ValueDraft {
  if (chosen === FOLLOW) return { kind: 'on' };
  const variant = flag.variants.find(({ key }) => `variant ${key}` === chosen);
  return variant ? { kind: 'variant', variant: variant.key } : { kind: 'own', text: '' };
}

function draftOfBoolean(flag: Flag, value: boolean): ValueDraft {
  const variant = flag.variants.find((one) => one.value === value);
  return variant ? { kind: 'variant', variant: variant.key } : { kind: 'own', text: String(value) };
}

function shortText(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
