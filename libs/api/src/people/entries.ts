import type { Person } from '@burgee/contracts';
import type { Change } from '@burgee/data-access';

/** What the trail tells of a person: never a password, and not when they last signed in, which is no change. */
export function personChange(
  action: Change['action'],
  reason: string | undefined,
  before: Person | null,
  after: Person,
): Change {
  return {
    environment: null,
    action,
    subject: 'person',
    key: after.email,
    reason,
    before: before && toldOf(before),
    after: toldOf(after),
  };
}

function toldOf({ email, name, role, roles, disabledAt }: Person) {
  return { email, name, role, roles, disabledAt };
}

/** What the trail tells of an invitation: never the token, nor its hash. */
type Told = { readonly role: string; readonly roles: unknown; readonly expiresAt: string };

export function invitationChange(
  action: Change['action'],
  { email, reason }: { readonly email: string; readonly reason?: string | undefined },
  before: Told | null,
  after: Told | null,
): Change {
  return {
    environment: null,
    action,
    subject: 'invitation',
    key: email,
    reason,
    before: before && toldOfInvitation(before),
    after: after && toldOfInvitation(after),
  };
}

function toldOfInvitation({ role, roles, expiresAt }: Told): Told {
  return { role, roles, expiresAt };
}
