import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { parseCheckpoint, type AuditProblem, type AuditVerification, type Checkpoint } from '@burgee/contracts';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { useState, type SubmitEvent } from 'react';
import { trpc } from '../../app/trpc.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { PendingScreen } from '../../app/pending-screen.tsx';

const PROBLEM_WORDS = {
  changed: 'is not what was written',
  missing: 'is not there',
  head: 'does not fit the end of the chain',
  cut: 'is where old entries were cut off without the seal of the retention',
  checkpoint: 'does not fit the checkpoint: the newest entries were cut off, or replaced',
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
  const [checkpoint, setCheckpoint] = useState<Checkpoint>();
  // Each time it is opened, all of it is read again.
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
          description="Keep it outside of the database: with it, a trail that was cut off at its end is found, too."
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
          Entry {found.problem.number} {PROBLEM_WORDS[found.problem.what]}. Compare with a backup, and find out who can
          write to the database.
        </Text>
      </Alert>
    );
  }
  return (
    <Alert color="green" icon={<IconShieldCheck aria-hidden />} title="The trail is whole" role="status">
      <Text size="sm">
        All {entries} entries are there, unchanged and in their order
        {checkpoint && `, and fit the checkpoint at entry ${checkpoint.number}`}.
        {unchained > 0 && ` ${unchained} older ones are from before there was a chain; nothing vouches for them.`}
      </Text>
    </Alert>
  );
}

/** Without a checkpoint nobody can tell that the newest entries were cut off. */
function CheckpointForm({ onVerify }: { readonly onVerify: (checkpoint: Checkpoint) => void }) {
  const [text, setText] = useState('');
  const [isTried, setIsTried] = useState(false);
  const checkpoint = parseCheckpoint(text);
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setIsTried(true);
    if (checkpoint) onVerify(checkpoint);
  }
  return (
    <form onSubmit={submit} noValidate>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label="Checkpoint from the log"
          description="Optional: shows whether the newest entries are gone."
          placeholder="1041:Zm9vYmFy…"
          autoComplete="off"
          spellCheck={false}
          maxLength={1_000}
          value={text}
          error={isTried && !checkpoint && 'Use number:mac, or the whole line "audit checkpoint" of the log.'}
          inputWrapperOrder={['label', 'description', 'error', 'input']}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Verify with it
        </Button>
      </Group>
    </form>
  );
}
