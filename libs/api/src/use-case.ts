import type { DomainCode, Permission, Session } from '@burgee/contracts';
import type { WriteContext } from '@burgee/data-access';
import { z } from 'zod';
import type { EvaluationRequest, RequestContext } from './context.ts';

/**
 * One thing that a caller can do, next to its function. tRPC, REST, the OpenAPI document and the command line derive
 * from it; `use-cases.ts` has the table of all.
 */
export type UseCase<Input = unknown, Output = unknown, K extends Kind = Kind, Request = UseCaseRequest> = {
  /** The path in tRPC, the operation id in OpenAPI, and the words of the command line. */
  readonly name: `${string}.${string}`;
  readonly summary: string;
  readonly kind: K;
  readonly access: Access;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly rest: readonly RestRow[];
  /** The codes that it can fail with, in addition to `COMMON_FAILURES`. */
  readonly failures: readonly DomainCode[];
  readonly examples: readonly Example<Input>[];
  /** How agents call it. Empty if no agent may. */
  readonly agent: readonly AgentTool[];
  /** @param input parsed by `input`. */
  run(request: Request, input: never): Promise<Output> | Output;
};

/** A use case that needs nothing but what evaluates flags: a server without a database has it as well. */
export type EvaluationUseCase<Input = unknown, Output = unknown, K extends Kind = Kind> = UseCase<
  Input,
  Output,
  K,
  EvaluationRequest
> & { readonly access: EvaluationAccess };

export type Kind = 'query' | 'mutation';

/** The callers that it is for. */
export type Access =
  /** Anyone: `run` decides what each caller sees. */
  | { readonly kind: 'open' }
  /** Those with the permission in the environment that the input names in `field`; everywhere if it names none. */
  | {
      readonly kind: 'permission';
      readonly permission: Permission;
      readonly field: EnvironmentField | null;
      /** How deep their input may nest, if deeper than any other. */
      readonly maxDepth?: number | undefined;
    }
  /** Those with the permission in that environment, and its server keys. */
  | { readonly kind: 'permission or server key'; readonly permission: 'evaluation:explain' };

export type EvaluationAccess = Exclude<Access, { kind: 'permission' }>;

/** The input field that names an environment. */
export type EnvironmentField = 'environment' | 'key';

type Route = `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /api/${string}`;

/**
 * How REST spells a use case. Parameters of the path are fields of the input, and so is the query of GET and DELETE;
 * otherwise, the body has the remaining fields. `?environment=` is the server's own by default.
 */
export type RestRow = {
  readonly route: Route;
  /** 200 by default, or 204 without an output. */
  readonly status?: 201;
  /** Whether the remaining fields are in the query although the method could have a body. */
  readonly hasNoBody?: boolean;
  /** The answer, where REST adds something to the output. */
  readonly answer?: { readonly schema: z.ZodType; of(output: never, at: Date): unknown };
};

/** A tool over MCP that calls a use case. */
export type AgentTool<Field extends string = string> = {
  readonly tool: string;
  /** For agents, if not the summary of the use case. */
  readonly summary?: string;
  /** Fields of the input that agents cannot set. */
  readonly without?: readonly Field[];
  /** Fields of the input that the tool sets. */
  readonly fixed?: Readonly<Partial<Record<Field, unknown>>>;
  /** The list of the output. Answers that are too long have a part of it, and a cursor for the rest. */
  readonly list?: string;
  /** The permission without which the tool is of no use, if access does not require it. */
  readonly needs?: Permission;
};

type Example<Input> = { readonly input: Input };

/** A request behind a permission. Only such requests can write. */
export type Authorized = { readonly session: Session; readonly write: WriteContext };
export type UseCaseRequest = RequestContext & Partial<Authorized>;

/** The input of a use case that takes none. */
export const NO_INPUT: z.ZodVoid = z.void();

/** The codes that every use case can fail with. */
export const COMMON_FAILURES = [
  'VALIDATION_FAILED',
  'BODY_TOO_DEEP',
  'BODY_TOO_LARGE',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOKEN_SCOPE',
  'CROSS_SITE',
  'ENVIRONMENT_NOT_FOUND',
  'RATE_LIMITED',
  'SERVER_BUSY',
  'BUSY',
  'DATABASE_UNAVAILABLE',
  'UPSTREAM_UNAVAILABLE',
] as const satisfies readonly DomainCode[];

type Shared<I extends z.ZodType, O extends z.ZodType, K extends Kind> = {
  readonly name: UseCase['name'];
  readonly summary: string;
  readonly kind: K;
  readonly input: I;
  readonly output: O;
  readonly rest?: Route | RestRow | readonly (Route | RestRow)[];
  readonly failures?: readonly DomainCode[];
  readonly examples: readonly Example<z.input<I>>[];
  readonly agent?: AgentTool<FieldOf<I>> | readonly AgentTool<FieldOf<I>>[];
};

type FieldOf<I extends z.ZodType> = keyof z.input<I> & string;

type Runs<Request, I extends z.ZodType, O extends z.ZodType> = {
  readonly run: (request: Request, input: z.output<I>) => Promise<z.input<O>> | z.input<O>;
};

/** A use case for callers with a permission in the environment that `field` names, by default `environment`. */
export function useCase<I extends z.ZodType, O extends z.ZodType, K extends Kind>(
  shape: Shared<I, O, K> & {
    readonly permission: Permission;
    readonly field?: EnvironmentField | null;
    readonly maxDepth?: number;
  } & Runs<RequestContext & Authorized, I, O>,
): UseCase<z.input<I>, z.output<O>, K> {
  const { permission, field = 'environment', maxDepth } = shape;
  return completed(shape, { kind: 'permission', permission, field, maxDepth }, shape.run);
}

/** A use case for anyone. */
export function openUseCase<I extends z.ZodType, O extends z.ZodType, K extends Kind>(
  shape: Shared<I, O, K> & Runs<RequestContext, I, O>,
): UseCase<z.input<I>, z.output<O>, K> {
  return completed(shape, { kind: 'open' }, shape.run);
}

/** A use case of evaluation: for anyone, or for callers who may see who is targeted, in the environment of the input. */
export function evaluationUseCase<I extends z.ZodType, O extends z.ZodType, K extends Kind>(
  shape: Shared<I, O, K> & { readonly explains?: boolean } & Runs<EvaluationRequest, I, O>,
): EvaluationUseCase<z.input<I>, z.output<O>, K> {
  const access: EvaluationAccess = shape.explains
    ? { kind: 'permission or server key', permission: 'evaluation:explain' }
    : { kind: 'open' };
  return { ...completed(shape, access, shape.run), access };
}

function completed<I extends z.ZodType, O extends z.ZodType, K extends Kind>(
  { name, summary, kind, input, output, rest = [], failures = [], examples, agent = [] }: Shared<I, O, K>,
  access: Access,
  run: unknown,
): UseCase<z.input<I>, z.output<O>, K> {
  const rows = Array.isArray(rest) ? (rest as readonly (Route | RestRow)[]) : [rest as Route | RestRow];
  return {
    ...{ name, summary, kind, access, input, output, failures, examples },
    agent: [agent].flat(),
    rest: rows.map((row) => (typeof row === 'string' ? { route: row } : row)),
    // Callers parse the input with `input` first, which has the type that `run` declares.
    run: run as UseCase<z.input<I>, z.output<O>, K>['run'],
  };
}
