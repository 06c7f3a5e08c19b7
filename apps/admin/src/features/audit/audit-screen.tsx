import { useSearch } from '@tanstack/react-router';
import { PageHeader } from '../../ui/page-header.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { auditInput } from './audit-input.ts';
import { AuditTrail } from './audit-trail.tsx';
import { ExportMenu } from './export-menu.tsx';
import { VerifyButton } from './verify-button.tsx';

export function AuditScreen() {
  const search = useSearch({ from: '/signed-in/audit' });
  const input = auditInput(search);
  return (
    <>
      <PageHeader
        title="Audit"
        description="Who changed what, when and why. Entries are chained, so a changed or removed entry is detected."
        actions={
          <>
            <VerifyButton />
            <ExportMenu input={input} />
          </>
        }
      />
      <AuditFilters search={search} />
      <AuditTrail input={input} />
    </>
  );
}
