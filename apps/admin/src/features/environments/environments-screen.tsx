import { Button } from '@mantine/core';
import { IconPlus, IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { CreateEnvironmentDialog } from './create-environment-dialog.tsx';
import { EnvironmentCard } from './environment-card.tsx';

export function EnvironmentsScreen() {
  const [environments] = trpc.environments.list.useSuspenseQuery();
  const [isCreating, setIsCreating] = useState(false);
  const { why } = usePermission('environments:create');
  const create = (
    <Guarded why={why}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setIsCreating(true)}>
        New environment
      </Button>
    </Guarded>
  );
  const isEmpty = environments.length === 0;
  return (
    <>
      <PageHeader
        title="Environments"
        description="Each environment has its own switches, rules, overrides and keys. A change in one never affects another."
        actions={!isEmpty && create}
      />
      {isEmpty && (
        <EmptyState icon={<IconServer2 />} title="No environments yet" action={create}>
          An environment has its own switches, rules and keys. Most teams have three: production for everyone, staging
          for testing and development for building.
        </EmptyState>
      )}
      {environments.map((environment) => (
        <EnvironmentCard key={environment.key} environment={environment} />
      ))}
      {isCreating && <CreateEnvironmentDialog onClose={() => setIsCreating(false)} />}
    </>
  );
}
