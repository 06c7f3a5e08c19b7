import { APIError, type BetterAuthOptions } from 'better-auth';
import type { AuthParts } from './better-auth.ts';

/** What happens when somebody has shown who they are, by a password or by a provider. */
export function sessionHooks({
  database,
  now,
  changePassword,
}: Pick<AuthParts, 'database' | 'now' | 'changePassword'>): NonNullable<BetterAuthOptions['databaseHooks']> {
  return {
    session: {
      create: {
        before: async ({ userId }) => {
          const { rows } = await database.query(
            'update auth_user set last_sign_in_at = $2 where id = $1 and disabled_at is null returning id',
            [userId, now()],
          );
          // Only who knows the password gets to know that.
          if (rows.length === 0) throw new APIError('FORBIDDEN', DISABLED);
        },
      },
    },
    account: {
      create: {
        // A provider's tokens are of no use here, but to who steals them.
        before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
      },
      update: {
        before: async ({ password }, context) => {
          const person = context?.context.session?.user;
          if (!password || !person) return true;
          // Stored by us, in one transaction with its entry in the trail; there is nothing left to do.
          await changePassword(person, password);
          return false;
        },
      },
    },
  };
}

const DISABLED = { code: 'person_disabled', message: 'Your access has been ended. Ask an admin.' };
