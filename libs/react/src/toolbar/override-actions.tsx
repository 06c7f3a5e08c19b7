import type { OverriddenFlag } from '@burgee/client';
import { useState } from 'react';
import { useFlagClient } from '../hooks.ts';
import { linkWith } from './link.ts';
import { countWithNoun } from './words.ts';

/** Shows the number of overrides, with buttons to share or clear them. */
export function OverrideActions({ overrides }: { readonly overrides: readonly OverriddenFlag[] }) {
  const client = useFlagClient();
  const prefix = client.overrides?.prefix;
  return (
    <div className="notice overridden">
      <p role="status">
        <b>{countWithNoun(overrides.length, 'flag')} overridden</b> only for you
      </p>
      <div className="actions">
        {prefix !== undefined && <CopyLink key={JSON.stringify(overrides)} overrides={overrides} prefix={prefix} />}
        <button type="button" onClick={() => void client.overrides?.clear()}>
          Clear all
        </button>
      </div>
    </div>
  );
}

type CopyLinkProps = { readonly overrides: readonly OverriddenFlag[]; readonly prefix: string };

/** Remounted when the overrides change, because the copied link is outdated then. */
function CopyLink({ overrides, prefix }: CopyLinkProps) {
  const [copied, setCopied] = useState<{ readonly link: string; readonly isDone: boolean }>();
  const copyLink = async () => {
    const link = linkWith(overrides, location.href, prefix);
    try {
      // eslint-disable-next-line no-restricted-syntax -- with a fallback
      await navigator.clipboard.writeText(link);
      setCopied({ link, isDone: true });
    } catch {
      // The browser refuses, or the page was not loaded over HTTPS.
      setCopied({ link, isDone: false });
    }
  };
  return (
    <>
      {copied?.isDone === false && (
        <input aria-label="Link to copy" readOnly value={copied.link} onFocus={(event) => event.target.select()} />
      )}
      <span role="status">{copied?.isDone && 'Copied'}</span>
      <button type="button" onClick={() => void copyLink()}>
        Copy link
      </button>
    </>
  );
}
