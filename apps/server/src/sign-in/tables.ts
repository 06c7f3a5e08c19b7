import type { BetterAuthOptions } from 'better-auth';

/** The names of better-auth's tables, which our migrations create, and of their columns. */

const TIMES = { createdAt: 'created_at', updatedAt: 'updated_at' };

export const TABLES = {
  user: {
    modelName: 'auth_user',
    fields: { emailVerified: 'email_verified', ...TIMES },
    additionalFields: {
      role: { type: 'string', required: true, input: false },
      roles: { type: 'json', required: true, input: false },
      disabledAt: { type: 'date', required: false, input: false, fieldName: 'disabled_at' },
    },
  },
  session: {
    modelName: 'auth_session',
    fields: {
      userId: 'user_id',
      expiresAt: 'expires_at',
      ipAddress: 'ip_address',
      userAgent: 'user_agent',
      ...TIMES,
    },
  },
  account: {
    modelName: 'auth_account',
    fields: {
      accountId: 'account_id',
      providerId: 'provider_id',
      userId: 'user_id',
      accessToken: 'access_token',
      refreshToken: 'refresh_token',
      idToken: 'id_token',
      accessTokenExpiresAt: 'access_token_expires_at',
      refreshTokenExpiresAt: 'refresh_token_expires_at',
      ...TIMES,
    },
  },
  verification: { modelName: 'auth_verification', fields: { expiresAt: 'expires_at', ...TIMES } },
} as const satisfies Pick<BetterAuthOptions, 'user' | 'session' | 'account' | 'verification'>;
