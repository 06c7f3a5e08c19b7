import { AuditPage, ListAuditInput } from '@burgee/contracts';
import { procedureFor, router } from '../trpc.ts';
import { listAudit } from './read.ts';

export const auditRouter = router({
  list: procedureFor('audit:read')
    .input(ListAuditInput)
    .output(AuditPage)
    .query(({ ctx, input }) => listAudit(ctx.services.database, input)),
});
