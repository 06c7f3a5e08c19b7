import { APIError, type BetterAuthOptions } from 'better-auth';
import type { AuthParts } from './better-auth.ts';

/** Hooks that run after a person has authenticated, by a password or a provider. */
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
          // Revealed only to people who know the password.
          if (rows.length === 0) throw new APIError('FORBIDDEN', DISABLED);
        },
      },
    },
    account: {
      create: {
        // A provider's tokens are not needed, and only useful to a thief.
        before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
      },
      update: {
        before: async ({ password }, context) => {
          const person = context?.context.session?.user;
          if (!password || !person) return true;
          // `changePassword` stores it in one transaction with its audit entry, so better-auth must not store it.
          await changePassword(person, password);
          return false;
        },
      },
    },
  };
}

const DISABLED = { code: 'person_disabled', message: 'Your access has been ended. Ask an admin.' };
