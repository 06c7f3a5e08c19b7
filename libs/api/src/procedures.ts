import type { TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import { evaluationProcedureFor, procedureFor, type ProcedureMeta } from './trpc.ts';
import { type EvaluationUseCase, NO_INPUT, type UseCase, type UseCaseRequest } from './use-case.ts';

type ProcedureOf<Case> =
  Case extends UseCase<infer Input, infer Output, infer K, never>
    ? K extends 'query'
      ? TRPCQueryProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>
      : TRPCMutationProcedure<{ input: Input; output: Output; meta: ProcedureMeta }>
    : never;

type Procedures<Cases> = { [Name in keyof Cases]: ProcedureOf<Cases[Name]> };

/** Derives the procedures of a record of use cases. */
export function proceduresOf<Cases extends Readonly<Record<string, UseCase>>>(cases: Cases): Procedures<Cases> {
  return derived<UseCase, Cases>(cases, (useCase) => procedureOf(useCase, procedureFor(useCase.access)));
}

/** The same, for use cases that an edge has as well. */
export function evaluationProceduresOf<Cases extends Readonly<Record<string, EvaluationUseCase>>>(
  cases: Cases,
): Procedures<Cases> {
  // The use cases read no more of a request than an edge has.
  type Base = ReturnType<typeof procedureFor>;
  return derived<EvaluationUseCase, Cases>(cases, (useCase) =>
    procedureOf(useCase, evaluationProcedureFor(useCase.access) as unknown as Base),
  );
}

function derived<Case, Cases extends Readonly<Record<string, Case>>>(
  cases: Cases,
  derive: (useCase: Case) => unknown,
): Procedures<Cases> {
  const entries = Object.entries(cases).map(([name, useCase]) => [name, derive(useCase)]);
  return Object.fromEntries(entries) as Procedures<Cases>;
}

function procedureOf({ kind, input, output, run }: UseCase, base: ReturnType<typeof procedureFor>) {
  // Without an input, a procedure accepts and ignores any.
  const procedure = (input === NO_INPUT ? base : base.input(input)).output(output);
  const resolve = ({ ctx, input }: { ctx: UseCaseRequest; input: unknown }) => run(ctx, input as never);
  return kind === 'query' ? procedure.query(resolve) : procedure.mutation(resolve);
}
