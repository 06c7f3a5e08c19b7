import type { OverriddenFlag } from '@burgee/client';
import { useState } from 'react';
import { useFlagClient } from '../hooks.ts';
import { linkWith } from './link.ts';
import { countOf } from './words.ts';

/** What is overridden in all, to share it or to be rid of it. */
export function OverrideActions({ overrides }: { readonly overrides: readonly OverriddenFlag[] }) {
  const client = useFlagClient();
  const prefix = client.overridePrefix;
  return (
    <div className="notice overridden">
      <p role="status">
        <b>{countOf(overrides.length, 'flag')} overridden</b> for you alone
      </p>
      <div className="actions">
        {prefix !== undefined && <CopyLink key={JSON.stringify(overrides)} overrides={overrides} prefix={prefix} />}
        <button type="button" onClick={() => void client.clearOverrides()}>
          Clear all
        </button>
      </div>
    </div>
  );
}

type CopyLinkProps = { readonly overrides: readonly OverriddenFlag[]; readonly prefix: string };

/** Remounted with other overrides: what was copied is not what is set any more. */
function CopyLink({ overrides, prefix }: CopyLinkProps) {
  const [copied, setCopied] = useState<{ readonly link: string; readonly isDone: boolean }>();
  const copy = async () => {
    const link = linkWith(overrides, location.href, prefix);
    try {
      // eslint-disable-next-line no-restricted-syntax -- with a fallback
      await navigator.clipboard.writeText(link);
      setCopied({ link, isDone: true });
    } catch {
      // Not permitted, or the page has not come over HTTPS.
      setCopied({ link, isDone: false });
    }
  };
  return (
    <>
      {copied?.isDone === false && (
        <input aria-label="Link to copy" readOnly value={copied.link} onFocus={(event) => event.target.select()} />
      )}
      <span role="status">{copied?.isDone && 'Copied'}</span>
      <button type="button" onClick={() => void copy()}>
        Copy link
      </button>
    </>
  );
}
