import type { OverrideLink } from '@burgee/contracts';

/** Signs links that set session overrides (B.15), and reads them again. */
export type OverrideLinks = {
  sign(link: OverrideLink): Promise<string>;
  verify(token: string): Promise<{ readonly link: OverrideLink } | { readonly problem: 'invalid' | 'expired' }>;
};
