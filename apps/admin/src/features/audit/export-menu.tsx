import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { download } from '../../ui/download.ts';
import { formatCount } from '../../ui/format/words.ts';
import { localDay } from '../../ui/local-time.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { auditCsv } from './audit-csv.ts';
import type { AuditFilter } from './audit-input.ts';
import { readAllEntries } from './read-all-entries.ts';

/** Exports all entries that match the filters, not only those already loaded. */
export function ExportMenu({ input }: { readonly input: AuditFilter }) {
  const utils = trpc.useUtils();
  const { now } = useSurroundings();
  const [isPending, setIsPending] = useState(false);

  async function saveEntries(kind: 'csv' | 'json'): Promise<void> {
    const { entries, isComplete } = await readAllEntries((page) =>
      utils.client.audit.list.query({ ...input, ...page }),
    );
    const name = `burgee-audit-${localDay(now())}.${kind}`;
    if (kind === 'csv') download(name, 'text/csv;charset=utf-8', auditCsv(entries));
    else download(name, 'application/json', JSON.stringify(entries, null, 2));
    const entryCount = formatCount(entries.length, 'entry', 'entries');
    notifyDone(
      isComplete
        ? `Exported ${entryCount}.`
        : `Exported the newest ${entryCount}. Filter by date to export older ones.`,
    );
  }
  function startExport(kind: 'csv' | 'json'): void {
    setIsPending(true);
    saveEntries(kind)
      .catch(notifyFailure)
      .finally(() => setIsPending(false));
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" loading={isPending} leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => startExport('csv')}>Export as CSV</Menu.Item>
        <Menu.Item onClick={() => startExport('json')}>Export as JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
