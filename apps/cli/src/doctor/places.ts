import type { Facts } from './facts.ts';

/** Whether some environment has real users. */
export function hasProduction(environments: Facts['environments']): boolean {
  return environments.some(({ isProduction }) => isProduction);
}

/** Whether a URL leads to this machine. */
export function isLocal(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}
