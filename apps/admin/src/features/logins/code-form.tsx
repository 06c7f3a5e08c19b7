import { UserCode } from '@burgee/contracts';
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';

/** Asks for the code, if the link did not have one that is valid. */
export function CodeForm({ typed }: { readonly typed: string }) {
  const navigate = useNavigate();
  const [code, setCode] = useState(typed);
  const { data: userCode } = UserCode.safeParse(code);
  const isWrong = code.trim() !== '' && userCode === undefined;
  function openLogin(event: SubmitEvent): void {
    event.preventDefault();
    if (userCode) void navigate({ to: '/approve-login', search: (now) => ({ ...now, code: userCode }) });
  }
  return (
    <form onSubmit={openLogin} aria-label="Code">
      <Stack>
        <TextInput
          label="Code in the terminal"
          description="burgee login prints it."
          placeholder="BCDF-GHJK"
          autoComplete="off"
          required
          maxLength={20}
          value={code}
          error={isWrong && 'Use a code like BCDF-GHJK.'}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" disabled={!userCode}>
            Show login
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
