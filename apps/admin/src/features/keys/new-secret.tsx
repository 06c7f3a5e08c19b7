import type { NewApiKey } from '@burgee/contracts';
import { Alert, Button, Group, Stack } from '@mantine/core';
import { serverUrl } from '../../app/server-url.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { snippetFor } from './snippets.ts';

/** Shows the secret of a new key. It is never shown again. */
export function NewSecret({
  made: { key, secret },
  onClose,
}: {
  readonly made: NewApiKey;
  readonly onClose: () => void;
}) {
  const { title, code } = snippetFor(key.kind, secret, serverUrl());
  return (
    <Stack>
      <CopyField
        label={key.kind === 'web' ? 'Key' : 'Secret'}
        text={secret}
        what={key.kind === 'web' ? 'the key' : 'the secret'}
      />
      <Alert color="yellow">
        {key.kind === 'web'
          ? 'This key is public, but it is not shown again.'
          : 'Store this secret in a safe place. It is not shown again.'}
      </Alert>
      <CodeBlock title={title} code={code} />
      <Group justify="flex-end">
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
