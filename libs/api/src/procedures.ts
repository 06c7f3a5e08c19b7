import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import { procedureFor, type ProcedureMeta } from './trpc.ts';
import { NO_INPUT, type UseCase, type UseCaseRequest } from './use-case.ts';

type ProcedureOf<Case> =
  Case extends UseCase<infer Input, infer Output, infer K>
    ? K extends 'query'
      ? TRPCQueryProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>
      : TRPCMutationProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>
    : never;

/** Derives the procedures of a record of use cases. */
export function proceduresOf<Cases extends Readonly<Record<string, UseCase>>>(
  cases: Cases,
): { [Name in keyof Cases]: ProcedureOf<Cases[Name]> } {
  const procedures = Object.entries(cases).map(([name, useCase]) => [name, procedureOf(useCase)]);
  return Object.fromEntries(procedures) as { [Name in keyof Cases]: ProcedureOf<Cases[Name]> };
}

function procedureOf({ access, kind, input, output, run }: UseCase) {
  const base = procedureFor(access);
  // Without an input, a procedure accepts and ignores any.
  const procedure = (input === NO_INPUT ? base : base.input(input)).output(output);
  const resolve = ({ ctx, input }: { ctx: UseCaseRequest; input: unknown }) => run(ctx, input as never);
  return kind === 'query' ? procedure.query(resolve) : procedure.mutation(resolve);
}
