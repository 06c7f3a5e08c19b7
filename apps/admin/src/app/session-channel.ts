import { z } from 'zod';
import { ownName } from './server-url.ts';

const Message = z.enum(['signed-in', 'signed-out']);
type SessionMessage = z.infer<typeof Message>;

export type SessionChannel = {
  readonly say: (message: SessionMessage) => void;
  readonly listen: (hear: (message: SessionMessage) => void) => void;
};

/** What the other tabs of this browser should know. A tab does not hear itself. */
export function createSessionChannel(): SessionChannel {
  const channel = new BroadcastChannel(ownName('burgee-session'));
  return {
    say: (message) => channel.postMessage(message),
    listen: (hear) => {
      channel.onmessage = ({ data }) => {
        const message = Message.safeParse(data);
        if (message.success) hear(message.data);
      };
    },
  };
}
