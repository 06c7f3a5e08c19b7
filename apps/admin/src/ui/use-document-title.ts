import { useEffect } from 'react';

/** What stands in the tab of the browser. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title) document.title = `${title} · Burgee`;
  }, [title]);
}
