import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const URL_DELAY_MS = 300;

/** Applies typed text immediately. The URL follows when typing pauses, because each change of it renders the page. */
export function useSearchText(textInUrl: string, writeToUrl: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(textInUrl);
  const written = useRef(textInUrl);
  const writeLater = useDebouncedCallback((next: string) => {
    written.current = next;
    writeToUrl(next);
  }, URL_DELAY_MS);
  // Someone went back or cleared the filters.
  useEffect(() => {
    if (textInUrl === written.current) return;
    written.current = textInUrl;
    setText(textInUrl);
  }, [textInUrl]);
  return [
    text,
    (next) => {
      setText(next);
      writeLater(next);
    },
  ];
}
