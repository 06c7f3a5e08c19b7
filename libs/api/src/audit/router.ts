import {
  ActorName,
  ActorNameInput,
  AuditPage,
  AuditVerification,
  ListAuditInput,
  VerifyAuditInput,
} from '@burgee/contracts';
import { procedureFor, router } from '../trpc.ts';
import { actorName } from './actors.ts';
import { listAudit } from './read.ts';

export const auditRouter = router({
  list: procedureFor('audit:read')
    .input(ListAuditInput)
    .output(AuditPage)
    .query(({ ctx, input }) => listAudit(ctx.services.database, input)),
  actorName: procedureFor('audit:read', null)
    .input(ActorNameInput)
    .output(ActorName)
    .query(({ ctx, input }) => actorName(ctx.services.database, input.actor)),
  verify: procedureFor('audit:read', null)
    .input(VerifyAuditInput)
    .output(AuditVerification)
    .query(({ ctx, input }) => ctx.services.verifyAudit(input.checkpoint)),
});
