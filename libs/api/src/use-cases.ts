import { auditCases } from './audit/use-cases.ts';
import { connectionCases } from './connections/use-cases.ts';
import { diagnosticsCases } from './diagnostics/use-cases.ts';
import { environmentCases } from './environments/use-cases.ts';
import { evaluationCases } from './evaluation/use-cases.ts';
import { flagCases } from './flags/use-cases.ts';
import { keyCases } from './keys/use-cases.ts';
import { overrideCases } from './overrides/use-cases.ts';
import { peopleCases } from './people/use-cases.ts';
import { segmentCases } from './segments/use-cases.ts';
import { sessionCases } from './session/use-cases.ts';
import { unleashCases } from './unleash/use-cases.ts';
import type { UseCase } from './use-case.ts';

const GROUPS: readonly Readonly<Record<string, UseCase>>[] = [
  flagCases,
  segmentCases,
  overrideCases,
  environmentCases,
  evaluationCases,
  auditCases,
  keyCases,
  connectionCases,
  peopleCases,
  sessionCases,
  unleashCases,
  diagnosticsCases,
];

/** The table of use cases. Every interface derives from it. */
export const USE_CASES: readonly UseCase[] = GROUPS.flatMap((group) => Object.values(group));
