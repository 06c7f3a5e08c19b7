import type { Diagnostics } from '@burgee/contracts';
import type { Finding } from './finding.ts';
import { isLocal, isLoopback } from './places.ts';

/** The server as the caller sees it. */
export type Place = { readonly url: string; readonly isProduction: boolean };

export function checkMode({ settings }: Diagnostics, { isProduction, url }: Place): (Finding | false)[] {
  const { mode, hasDemo, unlimited } = settings;
  const isPublic = isProduction && !isLocal(url);
  return [
    isPublic &&
      mode !== 'production' && {
        problem: `The server has real users, and runs with NODE_ENV=${mode}.`,
        cause: 'In that mode it prints an admin token when it starts, and accepts weak secrets.',
        command: 'NODE_ENV=production',
      },
    isPublic &&
      hasDemo && {
        problem: 'The demo is switched on at a server with real users.',
        cause: 'DEMO is true, or was not set outside of production. Anyone can open /wishlist.',
        command: 'DEMO=false',
      },
    ...unlimited.map(
      (name) =>
        isPublic && {
          problem: `${name} is switched off.`,
          cause: 'It is 0, so one client can take the whole server.',
          command: `unset ${name}`,
        },
    ),
  ];
}

export function checkSecrets({ settings, database }: Diagnostics, { isProduction, url }: Place): (Finding | false)[] {
  const generate = 'AUTH_SECRET="$(openssl rand -base64 32)"';
  return [
    ...settings.weakSecrets.map((name) => ({
      problem: `${name} is easy to guess.`,
      cause: 'It is an example, or has a pattern. Anyone who guesses it can sign tokens and links.',
      command: `${name}="$(openssl rand -base64 32)"`,
    })),
    isProduction &&
      !isLocal(url) &&
      !settings.hasOwnSecret &&
      database !== null && {
        problem: 'AUTH_SECRET is not set.',
        cause: 'The server generated one in DATA_DIR: a second server has another, and refuses its sessions.',
        command: generate,
      },
  ];
}

export function checkAddresses({ settings, proxy }: Diagnostics, { isProduction, url }: Place): (Finding | false)[] {
  const { publicUrl, host, port } = settings;
  const isAway = !isLocal(url);
  return [
    isProduction &&
      isAway &&
      publicUrl === null && {
        problem: 'PUBLIC_URL is not set.',
        cause:
          'The server does not know its own address, so links lead to localhost, and its cookies are not for HTTPS.',
        command: `PUBLIC_URL=${url.replace(/\/$/, '')}`,
      },
    publicUrl !== null &&
      isAway &&
      new URL(publicUrl).hostname === new URL(url).hostname &&
      new URL(publicUrl).origin !== new URL(url).origin && {
        problem: `PUBLIC_URL is ${publicUrl}, and this is ${new URL(url).origin}.`,
        cause: 'They differ in the protocol or the port, so one of them is wrong, and pages here cannot sign in.',
        command: `PUBLIC_URL=${url.replace(/\/$/, '')}`,
      },
    publicUrl !== null &&
      !isLocal(publicUrl) &&
      isLoopback(host) &&
      proxy === 'none' && {
        problem: `The server listens on ${host}:${port}, which only its own machine reaches.`,
        cause: 'HOST is a loopback address, and no proxy has forwarded this request.',
        command: 'HOST=0.0.0.0',
      },
    proxy === 'ignored' && {
      problem: 'A proxy names the clients of the server, which ignores it.',
      cause: 'TRUST_PROXY does not include that proxy, so all clients share the limits of one address.',
      command: 'TRUST_PROXY=1',
    },
  ];
}
