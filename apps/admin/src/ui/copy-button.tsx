import { ActionIcon, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy, IconCopyOff } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';

const SHOWN_MS = 2_000;
const REFUSED_SHOWN_MS = 8_000;

type Outcome = 'copied' | 'refused';

/** @param what names the copied text for screen readers: "the key". */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    const timer = setTimeout(() => setOutcome(undefined), outcome === 'refused' ? REFUSED_SHOWN_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copyToClipboard = async () => setOutcome((await copyText(text)) ? 'copied' : 'refused');
  return (
    <>
      <Tooltip label={copyLabel(outcome, what)} {...(outcome && { opened: true })}>
        <ActionIcon
          variant="subtle"
          color={copyColor(outcome)}
          onClick={() => void copyToClipboard()}
          aria-label={`Copy ${what}`}
        >
          <OutcomeIcon outcome={outcome} />
        </ActionIcon>
      </Tooltip>
      <VisuallyHidden role="status">{outcome && copyLabel(outcome, what)}</VisuallyHidden>
    </>
  );
}

function OutcomeIcon({ outcome }: { readonly outcome: Outcome | undefined }) {
  if (outcome === 'copied') return <IconCheck size={16} aria-hidden />;
  return outcome === 'refused' ? <IconCopyOff size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />;
}

function copyLabel(outcome: Outcome | undefined, what: string): string {
  if (outcome === 'copied') return 'Copied';
  return outcome === 'refused' ? 'The browser blocked copying. Select the text and copy it.' : `Copy ${what}`;
}

function copyColor(outcome: Outcome | undefined): string {
  if (outcome === 'copied') return 'green';
  return outcome === 'refused' ? 'red' : 'gray';
}
