import { z } from 'zod';
import { Role, Session } from './access.ts';
import { Instant } from './ids.ts';

/** Letters that form no words, and that are not confused with digits. Source: RFC 8628, 6.1. */
export const USER_CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const USER_CODE = new RegExp(`^([${USER_CODE_LETTERS}]{4})-?([${USER_CODE_LETTERS}]{4})$`);

/** The code that a person compares with the one in their terminal, such as `BCDF-GHJK`. The hyphen and the case do not matter. */
export const UserCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(USER_CODE, 'use a code like BCDF-GHJK')
  .overwrite((text) => text.replace(USER_CODE, '$1-$2'));

/** Known to the waiting program alone. */
const DeviceCode = z.string().min(1).max(200);

/** The name that a program gives its machine. Nothing proves it. */
const HostName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}]*$/u, 'use printable characters');

export const StartLoginInput = z.strictObject({
  host: HostName,
  /** The role that the program asks for. The person who approves it may give another one. */
  role: Role.default('editor'),
});
export type StartLoginInput = z.infer<typeof StartLoginInput>;

export const StartedLogin = z.strictObject({
  deviceCode: DeviceCode,
  userCode: z.string(),
  expiresAt: Instant,
  /** The minimum pause between two polls. */
  intervalSec: z.int().positive(),
});
export type StartedLogin = z.infer<typeof StartedLogin>;

export const PollLoginInput = z.strictObject({ deviceCode: DeviceCode });
export type PollLoginInput = z.infer<typeof PollLoginInput>;

/** The states of a login, as RFC 8628 has them: `slow_down` is `pending`, for a program that polls too often. */
export const PolledLogin = z.discriminatedUnion('status', [
  z.strictObject({ status: z.enum(['pending', 'slow_down']), intervalSec: z.int().positive() }),
  z.strictObject({ status: z.literal('denied') }),
  /** The only response with the secret of the key. */
  z.strictObject({
    status: z.literal('granted'),
    secret: z.string(),
    session: Session,
    expiresAt: Instant,
    /** The email address of the person, so that a login that someone else approved is noticed. */
    approvedBy: z.string(),
  }),
]);
export type PolledLogin = z.infer<typeof PolledLogin>;

export const LoginRef = z.strictObject({ userCode: UserCode });
export type LoginRef = z.infer<typeof LoginRef>;

/** A program that waits, as the person who decides sees it. */
export const WaitingLogin = z.strictObject({
  userCode: z.string(),
  host: z.string(),
  /** The network address of the program; `null` if the server does not know it. */
  address: z.string().nullable(),
  role: Role,
  /** The highest role that the person can give. */
  highestRole: Role,
  startedAt: Instant,
  expiresAt: Instant,
});
export type WaitingLogin = z.infer<typeof WaitingLogin>;

const MAX_KEY_DAYS = 365;
export const ApproveLoginInput = LoginRef.extend({
  role: Role,
  /** How long the key is valid. */
  days: z.int().min(1).max(MAX_KEY_DAYS).default(90),
});
export type ApproveLoginInput = z.infer<typeof ApproveLoginInput>;
