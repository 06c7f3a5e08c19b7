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
        title="There is no environment yet"
        action={<ButtonLink to="/environments">Create the first environment</ButtonLink>}
      >
        Flags live in environments: production, staging, development. Each has its own switches, rules and keys.
      </EmptyState>
    </>
  );
}
