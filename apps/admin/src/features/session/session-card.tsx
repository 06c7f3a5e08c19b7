import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Brand } from '../../ui/brand.tsx';
import { useDocumentTitle } from '../../ui/use-document-title.ts';
import classes from './session-card.module.css';

export type SessionCardProps = {
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
};

/** A page with a single card, for people who are not signed in. */
export function SessionCard({ title, description, children }: SessionCardProps) {
  useDocumentTitle(title);
  return (
    <main id="main" className={classes.page}>
      <Box className={classes.column}>
        <Box mb="lg">
          <Brand />
        </Box>
        <Paper p={{ base: 'lg', sm: 'xl' }}>
          <Stack gap={4} mb="lg">
            <Title order={1}>{title}</Title>
            {description && (
              <Text size="sm" c="dimmed" component="div">
                {description}
              </Text>
            )}
          </Stack>
          {children}
        </Paper>
      </Box>
    </main>
  );
}
