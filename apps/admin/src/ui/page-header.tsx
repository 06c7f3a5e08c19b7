import { Box, Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDocumentTitle } from './use-document-title.ts';

export type PageHeaderProps = {
  readonly title: ReactNode;
  /** The title of the browser tab, if `title` is not plain text. */
  readonly documentTitle?: string;
  /** One sentence about the purpose of the screen. */
  readonly description?: ReactNode;
  /** Buttons on the right, or below on narrow screens. */
  readonly actions?: ReactNode;
};

export function PageHeader({ title, documentTitle, description, actions }: PageHeaderProps) {
  const words = documentTitle ?? (typeof title === 'string' ? title : undefined);
  useDocumentTitle(words);
  return (
    <Group justify="space-between" align="flex-start" gap="md" mb="lg">
      <Box miw={0} flex="1 1 280px">
        <Title order={1}>{title}</Title>
        {description && (
          <Text c="dimmed" size="sm" mt={4} maw={640}>
            {description}
          </Text>
        )}
      </Box>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}
