import type { NewApiKey } from '@burgee/contracts';
import { type Sdk, SDKS } from '@burgee/protocols/connect';
import { Alert, Stack, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { serverUrl } from '../../app/server-url.ts';
import { trpc } from '../../app/trpc.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ConnectedList } from './connected-list.tsx';
import { FirstRequest } from './first-request.tsx';
import { KeyStep } from './key-step.tsx';
import { SdkSelect } from './sdk-select.tsx';
import { UnmappedList } from './unmapped-list.tsx';
import { useExampleFlag } from './use-example-flag.ts';

const KEY_PLACE = { server: 'YOUR_SERVER_KEY', web: 'YOUR_WEB_KEY' } as const;
const [FIRST] = SDKS as readonly [Sdk, ...Sdk[]];

/** Guides from the choice of an SDK to its first request. */
export function ConnectScreen() {
  const environment = useEnvironment();
  const { sdk: chosen, flag } = useSearch({ from: '/signed-in/connect' });
  const navigate = useNavigate({ from: '/connect' });
  const [made, setMade] = useState<NewApiKey>();
  const flagKey = useExampleFlag(environment.key, flag);
  const connections = trpc.connections.list.useQuery({ environment: environment.key });
  const sdk = SDKS.find(({ id }) => id === chosen) ?? FIRST;
  // A key of another kind or environment does not fit the lines.
  const key = made?.key.kind === sdk.keyKind && made.key.environment === environment.key ? made : undefined;
  const place = {
    ...{ url: serverUrl(), flagKey, flagd: connections.data?.flagd ?? null },
    key: key?.secret ?? KEY_PLACE[sdk.keyKind],
  };
  return (
    <>
      <PageHeader
        title="Connect an SDK"
        description="Choose how a program asks for flags, paste the lines, and see its first request arrive."
      />
      <Stack gap="xl" maw={820}>
        <SdkSelect
          sdk={sdk}
          onChange={(id) => void navigate({ search: (search) => ({ ...search, sdk: id }), replace: true })}
        />
        {sdk.protocol === 'flagd' && connections.data?.flagd === null && (
          <Alert color="yellow" title="This server does not serve flagd's protocol yet">
            Set FLAGD_SYNC_PORT=8015 for the server, and start it again.
          </Alert>
        )}
        {sdk.install && (
          <Step title="Install it">
            <CodeBlock code={sdk.install} title="Terminal" />
          </Step>
        )}
        <Step title="Get a key">
          <KeyStep environment={environment} sdk={sdk} made={key} onMade={setMade} />
        </Step>
        <Step title="Paste the lines">
          <CodeBlock code={sdk.code(place)} title={sdk.label} />
          <Text size="sm" c="dimmed" mt="xs">
            More in docs/{sdk.docs}.
          </Text>
        </Step>
        <Step title="Start the program">
          <FirstRequest
            key={`${environment.key} ${sdk.id} ${key?.key.id ?? ''}`}
            environment={environment.key}
            sdk={sdk}
            keyId={key?.key.id}
          />
        </Step>
        <UnmappedList environment={environment.key} sdk={sdk} />
        <ConnectedList environment={environment.key} />
      </Stack>
    </>
  );
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      {children}
    </section>
  );
}
