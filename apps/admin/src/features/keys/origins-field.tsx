import { Origin } from '@burgee/contracts';
import { useState } from 'react';
import { ListField } from '../../ui/list-field.tsx';

export type OriginsFieldProps = { readonly value: string[]; readonly onChange: (origins: string[]) => void };

const MAX_ORIGINS = 50;

/** The origins of the pages that may use a web key. A pasted URL is reduced to its origin. */
export function OriginsField({ value, onChange }: OriginsFieldProps) {
  const [invalid, setInvalid] = useState<string>();
  function changeOrigins(texts: string[]): void {
    // Origins never contain spaces.
    const origins = texts.flatMap((text) => text.split(/\s+/)).map(toOrigin);
    setInvalid(origins.find((origin) => !Origin.safeParse(origin).success));
    onChange([...new Set(origins.filter((origin) => Origin.safeParse(origin).success))]);
  }
  return (
    <ListField
      label="Origins"
      description="Only pages from these origins can use the key. If the list is empty, all pages can."
      placeholder={value.length === 0 ? 'https://shop.example' : undefined}
      maxTags={MAX_ORIGINS}
      values={value}
      onChange={changeOrigins}
      error={invalid !== undefined && `"${invalid}" is not a valid origin. Use one such as https://shop.example.`}
    />
  );
}

function toOrigin(text: string): string {
  const address = text.trim().replace(/\/+$/, '');
  return URL.canParse(address) && new URL(address).origin !== 'null' ? new URL(address).origin : address;
}
