import { BY_PROVIDER, type KnownElsewhere } from '@burgee/api';
import { Email } from '@burgee/contracts';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../env.ts';
import { type Auth, type AuthParts, createAuth } from './better-auth.ts';

/** Single sign-on. Source: https://openid.net/specs/openid-connect-core-1_0.html */
export type Oidc = {
  readonly name: string;
  /** Resolves to `undefined` while the provider does not answer; the next call tries again. */
  auth(): Promise<Auth | undefined>;
};

type OidcParts = AuthParts & {
  readonly settings: Pick<Settings, 'OIDC_ISSUER' | 'OIDC_CLIENT_ID' | 'OIDC_CLIENT_SECRET' | 'OIDC_NAME'>;
  /** Creates the account of a person who may enter, before better-auth looks for it. */
  readonly admit: (known: KnownElsewhere) => Promise<void>;
};

const DISCOVERY_MS = 5_000;

/** Contacts the provider only at the first sign-in, because it may be unavailable when this server starts. */
export function createOidc(parts: OidcParts): Oidc | undefined {
  const { OIDC_ISSUER: issuer, OIDC_NAME: name } = parts.settings;
  if (issuer === undefined) return undefined;
  let usable: Auth | undefined;
  return { name, auth: async () => (usable ??= await discover(parts, issuer)) };
}

async function discover(parts: OidcParts, issuer: string): Promise<Auth | undefined> {
  const auth = createAuth(parts, [pluginFor(parts, issuer)]);
  const context = await Promise.race([auth.$context, delay(DISCOVERY_MS, undefined, { ref: false })]);
  const found = context?.socialProviders[0]?.issuer;
  // A server that answers with another issuer could sign in as anyone.
  if (found !== undefined && withoutSlash(found) === withoutSlash(issuer)) return auth;
  parts.log.warn({ issuer, found }, 'the sign-in provider cannot be used');
  return undefined;
}

function pluginFor({ settings, admit }: OidcParts, issuer: string) {
  return genericOAuth({
    config: [
      {
        providerId: BY_PROVIDER,
        discoveryUrl: `${withoutSlash(issuer)}/.well-known/openid-configuration`,
        clientId: settings.OIDC_CLIENT_ID ?? '',
        clientSecret: settings.OIDC_CLIENT_SECRET ?? '',
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        requireIdTokenVerification: true,
        // `admit` creates the person instead, with a role and an audit entry.
        disableSignUp: true,
        accountSubject: ({ profile }) => String(profile['sub'] ?? ''),
        mapProfileToUser: async (profile) => {
          const email = Email.safeParse(profile['email']).data;
          // Only `true` itself counts: the string "false" is truthy.
          const emailVerified = profile['email_verified'] === true;
          const subject = String(profile['sub'] ?? '');
          if (email && emailVerified && subject) await admit({ subject, email, name: nameOf(profile['name'], email) });
          return { email, emailVerified };
        },
      },
    ],
  });
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}

const MAX_NAME_LENGTH = 100;

/** Returns the person's name at the provider, cleaned to fit on one line, or else the email. */
function nameOf(name: unknown, email: string): string {
  const text = typeof name === 'string' ? name.replace(/\p{C}/gu, '').trim() : '';
  return [...text].slice(0, MAX_NAME_LENGTH).join('') || email;
}
