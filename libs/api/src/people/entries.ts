import type { Person } from '@burgee/contracts';
import type { Change } from '@burgee/data-access';

/** The audit entry of a person: never includes a password, nor the last sign-in, which is not a change. */
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
    before: before && auditedPerson(before),
    after: auditedPerson(after),
  };
}

function auditedPerson({ email, name, role, roles, disabledAt }: Person) {
  return { email, name, role, roles, disabledAt };
}

/** The audited fields of an invitation: never the token or its hash. */
type AuditedInvitation = { readonly role: string; readonly roles: unknown; readonly expiresAt: string };

export function invitationChange(
  action: Change['action'],
  { email, reason }: { readonly email: string; readonly reason?: string | undefined },
  before: AuditedInvitation | null,
  after: AuditedInvitation | null,
): Change {
  return {
    environment: null,
    action,
    subject: 'invitation',
    key: email,
    reason,
    before: before && auditedInvitation(before),
    after: after && auditedInvitation(after),
  };
}

function auditedInvitation({ role, roles, expiresAt }: AuditedInvitation): AuditedInvitation {
  return { role, roles, expiresAt };
}
