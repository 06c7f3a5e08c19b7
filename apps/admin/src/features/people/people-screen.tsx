import { Button, Paper } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import classes from './person-row.module.css';
import { PersonRow } from './person-row.tsx';

/** The change stream announces who joins and each change to a person, but no sign-ins. */
const SIGN_IN_REFETCH_MS = 60_000;

export function PeopleScreen() {
  const [{ items }] = trpc.people.list.useSuspenseQuery(undefined, { refetchInterval: SIGN_IN_REFETCH_MS });
  const [isInviting, setIsInviting] = useState(false);
  const { why } = usePermission('people:write');
  return (
    <>
      <PageHeader
        title="People"
        description="Who can sign in, and what they can do. A role can differ per environment."
        actions={
          <Guarded why={why}>
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setIsInviting(true)}>
              Invite person
            </Button>
          </Guarded>
        }
      />
      <Paper component="ul" aria-label="People" className={classes.list}>
        {items.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </Paper>
      <InvitationList />
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
    </>
  );
}
