import { Box, ScrollArea, Text } from '@mantine/core';
import classes from './code-block.module.css';
import { CopyButton } from './copy-button.tsx';

/** A block of code with a copy button. */
export function CodeBlock({ code, title }: { readonly code: string; readonly title?: string }) {
  return (
    <Box className={classes.block}>
      <div className={classes.head}>
        <Text size="xs" c="dimmed">
          {title}
        </Text>
        <CopyButton text={code} what="the code" />
      </div>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: 'group', 'aria-label': title ?? 'Code' }}>
        <pre className={classes.code}>
          <code>{code}</code>
        </pre>
      </ScrollArea>
    </Box>
  );
}
