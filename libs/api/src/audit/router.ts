import { AuditPage, AuditVerification, ListAuditInput, VerifyAuditInput } from '@burgee/contracts';
import { procedureFor, router } from '../trpc.ts';
import { listAudit } from './read.ts';

export const auditRouter = router({
  list: procedureFor('audit:read')
    .input(ListAuditInput)
    .output(AuditPage)
    .query(({ ctx, input }) => listAudit(ctx.services.database, input)),
  verify: procedureFor('audit:read', null)
    .input(VerifyAuditInput)
    .output(AuditVerification)
    .query(({ ctx, input }) => ctx.services.verifyAudit(input.checkpoint)),
});
