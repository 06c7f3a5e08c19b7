import { z } from 'zod';
import { EnvironmentRoles, Role } from './access.ts';
import { Reason } from './flag.ts';
import { Instant } from './ids.ts';
import { BrokenFields } from './stored.ts';

/** Identifies a person at sign-in and in the audit trail. Case-insensitive. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(255)
  .pipe(z.email('use an email address like ada@example.org'));

const DisplayName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}]*$/u, 'use printable characters');

/** Length matters more than complexity. Source: NIST SP 800-63B, 5.1.1.2. */
export const Password = z.string().min(12, 'use at least 12 characters').max(128, 'use at most 128 characters');

export const Person = z.strictObject({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: Role,
  roles: EnvironmentRoles,
  createdAt: Instant,
  disabledAt: Instant.nullable(),
  lastSignInAt: Instant.nullable(),
  broken: BrokenFields,
});
export type Person = z.infer<typeof Person>;
export const People = z.strictObject({ items: z.array(Person) });

export const Invitation = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  role: Role,
  roles: EnvironmentRoles,
  createdBy: z.string(),
  createdAt: Instant,
  expiresAt: Instant,
  broken: BrokenFields,
});
export type Invitation = z.infer<typeof Invitation>;
export const Invitations = z.strictObject({ items: z.array(Invitation) });

export const InvitePersonInput = z.strictObject({
  email: Email,
  role: Role,
  roles: EnvironmentRoles.default({}),
  reason: Reason.optional(),
});
export type InvitePersonInput = z.infer<typeof InvitePersonInput>;

/** The only response that contains the token, with which anyone can join. */
export const NewInvitation = z.strictObject({ invitation: Invitation, token: z.string() });
export type NewInvitation = z.infer<typeof NewInvitation>;

export const PersonRef = z.strictObject({ id: z.string().min(1).max(100), reason: Reason.optional() });
export type PersonRef = z.infer<typeof PersonRef>;

export const ChangePersonInput = PersonRef.extend({
  name: DisplayName.optional(),
  role: Role.optional(),
  roles: EnvironmentRoles.optional(),
});
export type ChangePersonInput = z.infer<typeof ChangePersonInput>;

const Token = z.string().min(1).max(200);

export const LinkToken = z.strictObject({ token: Token });

/** The invitation behind a link, shown to the person who opens it. */
export const InvitationOffer = z.strictObject({
  /** `null`: the setup link that the server prints at its first start, which is for anyone. */
  email: z.string().nullable(),
  role: Role,
  expiresAt: Instant,
});
export type InvitationOffer = z.infer<typeof InvitationOffer>;

export const JoinInput = z.strictObject({
  token: Token,
  /** Only for the setup link of the first start; an invitation already has an address. */
  email: Email.optional(),
  name: DisplayName,
  password: Password,
});
export type JoinInput = z.infer<typeof JoinInput>;

/** The only response that contains the token, with which anyone can set that person's password. */
export const NewPasswordLink = z.strictObject({ token: z.string(), expiresAt: Instant });
export type NewPasswordLink = z.infer<typeof NewPasswordLink>;

/** The person whose password a link can set. */
export const PasswordLinkOffer = z.strictObject({ email: z.string(), expiresAt: Instant });
export type PasswordLinkOffer = z.infer<typeof PasswordLinkOffer>;

export const SetPasswordInput = LinkToken.extend({ password: Password });
export type SetPasswordInput = z.infer<typeof SetPasswordInput>;

/** The options on the sign-in page. */
export const SignInOptions = z.strictObject({
  /** Nobody can sign in yet: the setup link is in the server's console. */
  needsSetup: z.boolean(),
  /** The company's single sign-on, with the name on its button. */
  oidc: z.strictObject({ name: z.string() }).nullable(),
});
export type SignInOptions = z.infer<typeof SignInOptions>;
