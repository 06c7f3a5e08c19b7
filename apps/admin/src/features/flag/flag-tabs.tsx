import type { Flag } from '@burgee/contracts';
import { Badge, Tabs } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconCode, IconHistory, IconPlayerPlay, IconStack2 } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { PendingScreen } from '../../app/pending-screen.tsx';
import { FLAG_TABS, FlagTab } from './flag-page-search.ts';
import { useTargetingDraft } from './targeting-draft.tsx';
import { TargetingTab } from './targeting-tab.tsx';

type TabProps = { readonly flag: Flag };

const OverridesTab = lazy(async () => ({ default: (await import('../overrides/overrides-tab.tsx')).OverridesTab }));
const TryItTab = lazy(async () => ({ default: (await import('../try-it/try-it-tab.tsx')).TryItTab }));
const HistoryTab = lazy(async () => ({ default: (await import('../history/history-tab.tsx')).HistoryTab }));
const CodeTab = lazy(async () => ({ default: (await import('../code/code-tab.tsx')).CodeTab }));

const ICON = { size: 16, stroke: 1.7, 'aria-hidden': true } as const;

const TABS: Readonly<Record<FlagTab, { label: string; icon: ReactNode; show: (props: TabProps) => ReactNode }>> = {
  targeting: {
    label: 'Targeting',
    icon: <IconAdjustmentsHorizontal {...ICON} />,
    show: ({ flag }) => <TargetingTab flag={flag} />,
  },
  overrides: { label: 'Overrides', icon: <IconStack2 {...ICON} />, show: ({ flag }) => <OverridesTab flag={flag} /> },
  'try-it': { label: 'Try it', icon: <IconPlayerPlay {...ICON} />, show: ({ flag }) => <TryItTab flag={flag} /> },
  history: { label: 'History', icon: <IconHistory {...ICON} />, show: ({ flag }) => <HistoryTab flag={flag} /> },
  code: { label: 'Code', icon: <IconCode {...ICON} />, show: ({ flag }) => <CodeTab flag={flag} /> },
};

/** The open tab is in the URL. The code of all tabs but the first is loaded when they open. */
export function FlagTabs({ flag }: TabProps) {
  const { tab = 'targeting' } = useSearch({ from: '/signed-in/flags/$flagKey' });
  const navigate = useNavigate({ from: '/flags/$flagKey' });
  const { isDirty } = useTargetingDraft();
  function openTab(next: string | null): void {
    const found = FlagTab.safeParse(next).data;
    void navigate({ search: { tab: found === 'targeting' ? undefined : found }, replace: true });
  }
  return (
    <Tabs value={tab} onChange={openTab} keepMounted={false}>
      <Tabs.List mb="lg" style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
        {FLAG_TABS.map((name) => (
          <Tabs.Tab
            key={name}
            value={name}
            leftSection={TABS[name].icon}
            rightSection={name === 'targeting' && isDirty ? <UnsavedBadge /> : null}
          >
            {TABS[name].label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {FLAG_TABS.map((name) => (
        <Tabs.Panel key={name} value={name}>
          <Suspense fallback={<PendingScreen />}>{name === tab && TABS[name].show({ flag })}</Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function UnsavedBadge() {
  return (
    <Badge size="xs" color="yellow" variant="light" tt="none" flex="none">
      unsaved
    </Badge>
  );
}
