import { Alert, Button, Code, Modal, Stack, Text } from '@mantine/core';
import type { AuditProblem } from '@burgee/contracts';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { PendingScreen } from '../../app/pending-screen.tsx';

const PROBLEM_WORDS = {
  changed: 'is not what was written',
  missing: 'is not there',
  head: 'does not fit the end of the chain',
  cut: 'is where old entries were cut off without the seal of the retention',
  checkpoint: 'does not fit the checkpoint',
} as const satisfies Record<AuditProblem, string>;

/** Asks the server to follow the chain of the whole trail. */
export function VerifyButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={() => setIsOpen(true)}>
        Verify
      </Button>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="Verification of the trail">
        {isOpen && <Verification />}
      </Modal>
    </>
  );
}

function Verification() {
  // Each time it is opened, all of it is read again.
  const verification = trpc.audit.verify.useQuery({}, { gcTime: 0, staleTime: 0, retry: false });
  if (verification.error) return <ErrorState error={verification.error} onRetry={() => void verification.refetch()} />;
  if (!verification.data) return <PendingScreen />;
  const { status, entries, unchained, head } = verification.data;
  return (
    <Stack>
      {status === 'whole' ? (
        <Alert color="green" icon={<IconShieldCheck aria-hidden />} title="The trail is whole">
          <Text size="sm">All {entries} entries are there, unchanged and in their order.</Text>
        </Alert>
      ) : (
        <Alert color="red" icon={<IconShieldX aria-hidden />} title="The trail is broken">
          <Text size="sm">
            Entry {verification.data.problem.number} {PROBLEM_WORDS[verification.data.problem.what]}. Compare with a
            backup, and find out who can write to the database.
          </Text>
        </Alert>
      )}
      <CopyField
        label="Checkpoint"
        description="Keep it outside of the database: with it, a trail that was cut off at its end is found, too."
        text={`${head.number}:${head.mac}`}
        what="the checkpoint"
      />
      <Text size="sm" c="dimmed">
        Newest entry: <Code>{head.number}</Code>
        {unchained > 0 && `. ${unchained} older ones are from before there was a chain; nothing vouches for them.`}
      </Text>
    </Stack>
  );
}
