import { rolloutOf } from '@burgee/contracts';
import type { Burgee } from './burgee.ts';

/** The flag that the page of the client shows: each user has their own greeting. */
export const GREETING = 'greeting';
/** The value on the page while there is no answer. No user has it. */
export const FALLBACK = 'Welcome';
export const STRANGERS = greetingOf('stranger');

export function greetingOf(userId: string): string {
  return `Hello, ${userId}`;
}

const variants = ['ann', 'bob', 'stranger'].map((key) => ({ key, value: greetingOf(key) }));
const rules = ['ann', 'bob'].map((userId) => ruleFor(userId, rolloutOf(100)));

export async function createGreeting({ asAdmin }: Burgee): Promise<void> {
  await asAdmin('POST', 'flags', {
    key: GREETING,
    type: 'string',
    variants,
    onVariant: 'stranger',
    offVariant: 'stranger',
    enabled: true,
    rollout: rolloutOf(100),
    rules,
  });
}

/** Undoes all changes. */
export async function restoreGreeting(burgee: Burgee): Promise<void> {
  await patch(burgee, { variants, rules });
}

/** Changes the greeting of strangers. */
export async function greetStrangers(burgee: Burgee, value: string): Promise<void> {
  await patch(burgee, {
    variants: variants.map((variant) => (variant.key === 'stranger' ? { ...variant, value } : variant)),
  });
}

/** Greets a user like strangers until an instant, in milliseconds since 1970. */
export async function greetFrom(burgee: Burgee, at: number, userId: string): Promise<void> {
  const steps = [{ at: new Date(at).toISOString(), percentage: 100 }];
  await patch(burgee, { rules: [ruleFor(userId, { schedule: { kind: 'steps', steps } })] });
}

async function patch({ asAdmin }: Burgee, change: object): Promise<void> {
  await asAdmin('PATCH', `flags/${GREETING}`, change);
}

function ruleFor(userId: string, rollout: object) {
  const condition = { attribute: 'userId', operator: 'in', values: [userId] };
  return { id: userId, condition, rollout, serve: { kind: 'variant', variant: userId } };
}
