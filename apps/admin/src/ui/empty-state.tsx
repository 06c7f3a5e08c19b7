import { Box, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export type EmptyStateProps = {
  readonly icon: ReactNode;
  readonly title: string;
  /** One sentence that explains what would be here. */
  readonly children: ReactNode;
  /** The button that creates the first item. */
  readonly action?: ReactNode;
  /** Code to copy, where that is the first step. */
  readonly snippet?: ReactNode;
};

export function EmptyState({ icon, title, children, action, snippet }: EmptyStateProps) {
  return (
    <Paper p={{ base: 'lg', sm: 48 }}>
      <Stack align="center" gap="sm" ta="center">
        <ThemeIcon size={48} radius="xl" variant="light" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={2}>{title}</Title>
        <Text c="dimmed" size="sm" maw={460}>
          {children}
        </Text>
        {action && <Box mt="xs">{action}</Box>}
        {snippet}
      </Stack>
    </Paper>
  );
}
