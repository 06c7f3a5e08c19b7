import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.tsx';
import { EnvironmentDot } from '../../ui/environment-dot.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { KeyList } from './key-list.tsx';

/** Keys for programs. Server and web keys belong to the chosen environment, admin keys to none. */
export function KeysScreen() {
  const environment = useEnvironment();
  const { kind } = useSearch({ from: '/signed-in/keys' });
  const navigate = useNavigate({ from: '/keys' });
  const isAdmin = kind === 'admin';
  return (
    <>
      <PageHeader
        title="Keys"
        description="Programs use keys instead of signing in. A secret is shown only once, when it is created."
      />
      <Tabs
        value={isAdmin ? 'admin' : 'environment'}
        onChange={(tab) => void navigate({ search: { kind: tab === 'admin' ? 'admin' : undefined }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="environment" leftSection={<EnvironmentDot environment={environment} />}>
            {environment.name}
          </Tabs.Tab>
          <Tabs.Tab value="admin">Admin keys</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="environment">
          <KeyList environment={environment} />
        </Tabs.Panel>
        <Tabs.Panel value="admin">
          <KeyList />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
