import { type AuditProblem, type AuditVerification, type Checkpoint, parseCheckpoint } from '@burgee/contracts';
import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { type SubmitEvent, useState } from 'react';
import { PendingScreen } from '../../app/pending-screen.tsx';
import { trpc } from '../../app/trpc.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { ErrorState } from '../../ui/error-state.tsx';

const PROBLEM_WORDS = {
  changed: 'has been changed',
  missing: 'is missing',
  head: 'does not match the end of the chain',
  cut: 'is where older entries were removed without a retention seal',
  checkpoint: 'does not match the checkpoint: the newest entries were removed or replaced',
} as const satisfies Record<AuditProblem, string>;

/** Asks the server to verify the chain of the whole trail. */
export function VerifyButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="default" leftSection={<IconShieldCheck size={16} aria-hidden />} onClick={() => setIsOpen(true)}>
        Verify trail
      </Button>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title="Audit trail verification">
        {isOpen && <Verification />}
      </Modal>
    </>
  );
}

function Verification() {
  const [checkpoint, setCheckpoint] = useState<Checkpoint>();
  // Not cached: each time the dialog opens, the whole trail is verified again.
  const verification = trpc.audit.verify.useQuery({ checkpoint }, { gcTime: 0, staleTime: 0, retry: false });
  const { data, error, refetch } = verification;
  return (
    <Stack>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <PendingScreen />}
      {data && <Verified found={data} checkpoint={checkpoint} />}
      <CheckpointForm onVerify={setCheckpoint} />
      {data && (
        <CopyField
          label="Newest checkpoint"
          description="Keep it outside the database: it also reveals a trail that was cut off at its end."
          text={`${data.head.number}:${data.head.mac}`}
          what="the checkpoint"
        />
      )}
    </Stack>
  );
}

type VerifiedProps = { readonly found: AuditVerification; readonly checkpoint: Checkpoint | undefined };

function Verified({ found, checkpoint }: VerifiedProps) {
  const { entries, unchained } = found;
  if (found.status === 'broken') {
    return (
      <Alert color="red" icon={<IconShieldX aria-hidden />} title="The trail is broken" role="alert">
        <Text size="sm">
          Entry {found.problem.number} {PROBLEM_WORDS[found.problem.what]}. Compare the trail with a backup, and find
          out who can write to the database.
        </Text>
      </Alert>
    );
  }
  return (
    <Alert color="green" icon={<IconShieldCheck aria-hidden />} title="The trail is intact" role="status">
      <Text size="sm">
        Entries verified as present, unchanged and in order: {entries}.
        {checkpoint && ` They match the checkpoint at entry ${checkpoint.number}.`}
        {unchained > 0 && ` Older entries from before the chain, which cannot be verified: ${unchained}.`}
      </Text>
    </Alert>
  );
}

/** Takes a checkpoint, without which the removal of the newest entries cannot be detected. */
function CheckpointForm({ onVerify }: { readonly onVerify: (checkpoint: Checkpoint) => void }) {
  const [text, setText] = useState('');
  const [isTried, setIsTried] = useState(false);
  const checkpoint = parseCheckpoint(text);
  function submitCheckpoint(event: SubmitEvent): void {
    event.preventDefault();
    setIsTried(true);
    if (checkpoint) onVerify(checkpoint);
  }
  return (
    <form onSubmit={submitCheckpoint} noValidate>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label="Checkpoint from the log"
          description="Optional: reveals whether the newest entries were removed."
          placeholder="1041:Zm9vYmFy…"
          autoComplete="off"
          spellCheck={false}
          maxLength={1_000}
          value={text}
          error={isTried && !checkpoint && 'Use number:mac, or the whole "audit checkpoint" line from the log.'}
          inputWrapperOrder={['label', 'description', 'error', 'input']}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Verify with checkpoint
        </Button>
      </Group>
    </form>
  );
}
