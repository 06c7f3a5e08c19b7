import { hashPassword, verifyPassword } from 'better-auth/crypto';

/** Hashes passwords with a salt, and compares them with hashes. */
export type Passwords = {
  hash(password: string): Promise<string>;
  verify(given: { readonly hash: string; readonly password: string }): Promise<boolean>;
};

/** Uses scrypt: each hash takes so much time and memory that a stolen database does not reveal passwords. */
export const SCRYPT: Passwords = { hash: hashPassword, verify: verifyPassword };
