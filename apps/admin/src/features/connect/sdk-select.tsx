import { SdkProtocol } from '@burgee/contracts';
import { type Sdk, SDKS } from '@burgee/protocols/connect';
import { Select } from '@mantine/core';
import { PROTOCOL_WORDS } from '../../ui/protocol-words.ts';

const GROUPS = SdkProtocol.options.map((protocol) => ({
  group: PROTOCOL_WORDS[protocol],
  items: SDKS.filter((sdk) => sdk.protocol === protocol).map(({ id, label }) => ({ value: id, label })),
}));

export type SdkSelectProps = { readonly sdk: Sdk; readonly onChange: (id: string) => void };

export function SdkSelect({ sdk, onChange }: SdkSelectProps) {
  return (
    <Select
      label="SDK"
      description="Any SDK that you already use: only its settings change."
      searchable
      allowDeselect={false}
      nothingFoundMessage="No SDK has this name. Every language with an OpenFeature or Unleash SDK works."
      maw={460}
      data={GROUPS}
      value={sdk.id}
      onChange={(id) => id !== null && onChange(id)}
    />
  );
}
