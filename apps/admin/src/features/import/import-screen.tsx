import { useState } from 'react';
import { PageHeader } from '../../ui/page-header.tsx';
import { ExportView } from './export-view.tsx';
import { SourceField } from './source-field.tsx';
import type { UnleashExport } from './use-unleash-plan.ts';

/** Imports flags from Unleash: read an export, see the plan, select, import. */
export function ImportScreen() {
  const [read, setRead] = useState<UnleashExport>();
  function openExport(next: UnleashExport | undefined): void {
    setRead(next);
    // The button that had the focus disappears.
    document.querySelector('main')?.focus({ preventScroll: true });
  }
  return (
    <>
      <PageHeader
        title="Import from Unleash"
        description="Every imported flag returns the same as its feature, for every user. Features with a part that has no exact counterpart are left out, with the reason."
      />
      {read ? (
        <ExportView key={read.id} read={read} onRestart={() => openExport(undefined)} />
      ) : (
        <SourceField onRead={openExport} />
      )}
    </>
  );
}
