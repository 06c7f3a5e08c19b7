import { IconMapQuestion } from '@tabler/icons-react';
import { EmptyState } from '../ui/empty-state.tsx';
import { ButtonLink } from '../ui/links.tsx';
import { PageHeader } from '../ui/page-header.tsx';

export function NotFoundScreen() {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState
        icon={<IconMapQuestion />}
        title="There is nothing at this address"
        action={<ButtonLink to="/flags">Go to the flags</ButtonLink>}
      >
        The link may be old, or what it led to has been deleted.
      </EmptyState>
    </>
  );
}
