import { createFlagClient, type FlagClient, type FlagStatus } from '@burgee/client';
import { flags } from '../flags.js';

export const client: FlagClient = createFlagClient({
  url: 'https://flags.example.com',
  key: 'web_key',
  flags,
  context: { userId: 'ann', plan: 'pro' },
  onProblem: ({ flagKey, message }) => console.warn(flagKey, message),
});

export async function readAll(): Promise<void> {
  await client.ready();
  const isNew: boolean = client.isEnabled('new-checkout');
  const color: 'red' | 'blue' = client.get('color');
  const limit: number = client.get('upload-limit', 3);
  const perDay: number = client.get('limits').perDay;
  const status: FlagStatus = client.status();
  console.log(isNew, color, limit, perDay, status.state);
}

export function changeUser(): () => void {
  client.setContext({ userId: 'bob', plan: 'free', seats: 1 });
  client.refresh();
  return client.subscribe(() => console.log([...client.all().keys()]));
}
