import {
  ActorName,
  ActorNameInput,
  AuditPage,
  AuditVerification,
  ListAuditInput,
  VerifyAuditInput,
} from '@burgee/contracts';
import { useCase } from '../use-case.ts';
import { actorName } from './actors.ts';
import { listAudit } from './read.ts';

const read = { kind: 'query', permission: 'audit:read' } as const;

export const auditCases = {
  list: useCase({
    ...read,
    name: 'audit.list',
    summary: 'List who changed what, newest first',
    input: ListAuditInput,
    output: AuditPage,
    rest: 'GET /api/admin/audit',
    examples: [{ input: { environment: 'production', flagKey: 'new-checkout', limit: 1 } }],
    agent: { tool: 'audit_search', list: 'items' },
    run: ({ services }, input) => listAudit(services.database, input),
  }),
  actorName: useCase({
    ...read,
    field: null,
    name: 'audit.actorName',
    summary: 'Get the current name of an actor of the audit trail',
    input: ActorNameInput,
    output: ActorName,
    rest: 'GET /api/admin/audit/actor-name',
    examples: [{ input: { actor: 'ada@example.org' } }],
    run: ({ services }, input) => actorName(services.database, input.actor),
  }),
  verify: useCase({
    ...read,
    field: null,
    name: 'audit.verify',
    summary: 'Verify that no entry of the audit trail was changed or removed',
    input: VerifyAuditInput,
    output: AuditVerification,
    rest: 'POST /api/admin/audit/verify',
    examples: [{ input: {} }],
    run: ({ services }, input) => services.verifyAudit(input.checkpoint),
  }),
};
