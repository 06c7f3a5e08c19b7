import { AuditAction, AuditSubject, OverrideType } from '@burgee/contracts';
import { z } from 'zod';

const text = z.string().max(255).optional().catch(undefined);
const day = z.iso.date().optional().catch(undefined);

/** The filters in the URL. */
export const AuditSearch = z.object({
  /** A single environment; if absent, all environments within reach. */
  only: text,
  flag: text,
  target: text,
  actor: text,
  action: AuditAction.optional().catch(undefined),
  type: z.union([AuditSubject, OverrideType]).optional().catch(undefined),
  from: day,
  to: day,
});
export type AuditSearch = z.infer<typeof AuditSearch>;
