import { IconServer2 } from '@tabler/icons-react';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink } from '../ui/links.tsx';
import { PageHeader } from '../ui/page-header.tsx';

export function NoEnvironmentScreen() {
  return (
    <>
      <PageHeader title="Welcome" />
      <EmptyState
        icon={<IconServer2 />}
        title="No environments yet"
        action={<ButtonLink to="/environments">Go to environments</ButtonLink>}
      >
        Flags live in environments such as production, staging or development. Each has its own switches, rules and keys.
      </EmptyState>
    </>
  );
}
