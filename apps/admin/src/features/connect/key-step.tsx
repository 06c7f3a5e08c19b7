import type { Environment, NewApiKey } from '@burgee/contracts';
import type { Sdk } from '@burgee/protocols/connect';
import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { CopyField } from '../../ui/copy-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { CreateKeyForm } from '../keys/create-key-form.tsx';

export type KeyStepProps = {
  readonly environment: Environment;
  readonly sdk: Sdk;
  /** The key that was created here. */
  readonly made: NewApiKey | undefined;
  readonly onMade: (made: NewApiKey) => void;
};

/** Creates a key for the lines to paste. Without one, they have a text in its place. */
export function KeyStep({ environment, sdk, made, onMade }: KeyStepProps) {
  const { why } = usePermission('keys:write', environment.key);
  const [isCreating, setIsCreating] = useState(false);
  if (made) {
    return (
      <Stack gap="sm">
        <CopyField label={`Key "${made.key.name}"`} text={made.secret} what="the key" />
        <Alert color="yellow">The lines below contain this key. Copy it now: it is not shown again.</Alert>
      </Stack>
    );
  }
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">
        {sdk.keyKind === 'web'
          ? `Pages need a web key of ${environment.name}. It is public.`
          : `This program needs a server key of ${environment.name}. It is secret.`}
      </Text>
      <Guarded why={why}>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
          Create a key
        </Button>
      </Guarded>
      {isCreating && (
        <Dialog onClose={() => setIsCreating(false)} title={`New key for ${environment.name}`}>
          <CreateKeyForm
            environment={environment}
            kind={sdk.keyKind}
            onMade={(key) => {
              setIsCreating(false);
              onMade(key);
            }}
            onClose={() => setIsCreating(false)}
          />
        </Dialog>
      )}
    </Stack>
  );
}
