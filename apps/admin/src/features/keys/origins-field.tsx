import { Origin } from '@burgee/contracts';
import { useState } from 'react';
import { ListField } from '../../ui/list-field.tsx';

export type OriginsFieldProps = { readonly value: string[]; readonly onChange: (origins: string[]) => void };

const MAX_ORIGINS = 50;

/** The pages that may use a web key. What is pasted as an address becomes its origin. */
export function OriginsField({ value, onChange }: OriginsFieldProps) {
  const [wrong, setWrong] = useState<string>();
  function change(texts: string[]): void {
    // No origin has a space in it.
    const origins = texts.flatMap((text) => text.split(/\s+/)).map(originOf);
    setWrong(origins.find((origin) => !Origin.safeParse(origin).success));
    onChange([...new Set(origins.filter((origin) => Origin.safeParse(origin).success))]);
  }
  return (
    <ListField
      label="Origins"
      description="Only pages from here may use the key. Without any, all may."
      placeholder={value.length === 0 ? 'https://shop.example' : undefined}
      maxTags={MAX_ORIGINS}
      values={value}
      onChange={change}
      error={wrong !== undefined && `"${wrong}" is no origin like https://shop.example.`}
    />
  );
}

function originOf(text: string): string {
  const address = text.trim().replace(/\/+$/, '');
  return URL.canParse(address) && new URL(address).origin !== 'null' ? new URL(address).origin : address;
}
