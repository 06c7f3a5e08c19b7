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
        title="This page does not exist"
        action={<ButtonLink to="/flags">Go to flags</ButtonLink>}
      >
        The link may be out of date, or the item has been deleted.
      </EmptyState>
    </>
  );
}
