import { z } from 'zod';
import { instanceScopedName } from './server-url.ts';

const Message = z.enum(['signed-in', 'signed-out']);
type SessionMessage = z.infer<typeof Message>;

export type SessionChannel = {
  readonly send: (message: SessionMessage) => void;
  readonly listen: (onMessage: (message: SessionMessage) => void) => void;
};

/** Announces signing in and out to the other tabs of this browser. A tab does not receive its own messages. */
export function createSessionChannel(): SessionChannel {
  const channel = new BroadcastChannel(instanceScopedName('burgee-session'));
  return {
    send: (message) => channel.postMessage(message),
    listen: (onMessage) => {
      channel.onmessage = ({ data }) => {
        const message = Message.safeParse(data);
        if (message.success) onMessage(message.data);
      };
    },
  };
}
