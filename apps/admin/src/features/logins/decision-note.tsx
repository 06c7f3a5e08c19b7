import { Alert, Text } from '@mantine/core';

export type Decision = 'approved' | 'denied';

const NOTES = {
  approved: {
    color: 'green',
    title: 'Login approved',
    text: 'Return to the terminal: it stores the key within a few seconds. You can close this page.',
  },
  denied: { color: 'gray', title: 'Login denied', text: 'The program gets no key. You can close this page.' },
} as const satisfies Record<Decision, object>;

export function DecisionNote({ decision }: { readonly decision: Decision }) {
  const { color, title, text } = NOTES[decision];
  return (
    <Alert role="status" color={color} title={title}>
      <Text size="sm">{text}</Text>
    </Alert>
  );
}
