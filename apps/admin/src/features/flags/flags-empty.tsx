import { Box, Button, Group } from '@mantine/core';
import { IconFlag3, IconPlus } from '@tabler/icons-react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { ButtonLink } from '../../ui/links.tsx';

const SNIPPET = `import { useFeatureFlag } from '@burgee/react';

export function Checkout() {
  const isNew = useFeatureFlag('new-checkout');
  return isNew ? <NewCheckout /> : <OldCheckout />;
}`;

export function FlagsEmpty({ onCreate }: { readonly onCreate: () => void }) {
  const { key, name } = useEnvironment();
  const { why } = usePermission('flags:write', key);
  return (
    <EmptyState
      icon={<IconFlag3 />}
      title={`${name} has no flags yet`}
      action={
        <Group gap="xs" justify="center">
          <Guarded why={why}>
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onCreate}>
              Create the first flag
            </Button>
          </Guarded>
          <ButtonLink to="/import/unleash" variant="default">
            Import from Unleash
          </ButtonLink>
        </Group>
      }
      snippet={
        <Box w="100%" maw={520} ta="left" mt="md">
          <CodeBlock code={SNIPPET} title="React" />
        </Box>
      }
    >
      A flag puts a feature behind a switch: ship the code first and decide later who gets it, without a new release.
    </EmptyState>
  );
}
