import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const ADDRESS_MS = 300;

/** What is typed counts at once; the address follows when the typing pauses, since each change of it renders the page. */
export function useSearchText(inAddress: string, write: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(inAddress);
  const written = useRef(inAddress);
  const writeLater = useDebouncedCallback((next: string) => {
    written.current = next;
    write(next);
  }, ADDRESS_MS);
  // Somebody went back, or cleared the filters.
  useEffect(() => {
    if (inAddress === written.current) return;
    written.current = inAddress;
    setText(inAddress);
  }, [inAddress]);
  return [
    text,
    (next) => {
      setText(next);
      writeLater(next);
    },
  ];
}
