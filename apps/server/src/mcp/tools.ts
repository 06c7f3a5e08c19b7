import type { AgentTool, UseCase } from '@burgee/api';
import { z } from 'zod';
import { overrideJsonSchema } from '../openapi/document.ts';

/** A use case as agents call it. */
export type Tool = {
  readonly name: string;
  readonly summary: string;
  readonly useCase: UseCase;
  readonly agent: AgentTool;
  /** Whether it is listed only with `BURGEE_MCP=write`. */
  readonly isWrite: boolean;
  /** The arguments that agents send. */
  readonly input: z.ZodType;
  /** The same for `tools/list`. */
  readonly inputSchema: InputSchema;
};

type InputSchema = { readonly type: 'object'; readonly [name: string]: unknown };

/** The tools of a table of use cases, in its order. */
export function toolsOf(useCases: readonly UseCase[]): Tool[] {
  return useCases.flatMap((useCase) => useCase.agent.map((agent) => toolOf(useCase, agent)));
}

function toolOf(useCase: UseCase, agent: AgentTool): Tool {
  const input = agentInput(useCase.input, agent);
  return {
    name: agent.tool,
    summary: agent.summary ?? useCase.summary,
    ...{ useCase, agent, input },
    isWrite: useCase.kind === 'mutation',
    inputSchema: inputSchemaOf(input),
  };
}

/** Fields by which use cases page. Agents send the cursor of the previous answer instead. */
const PAGING = ['page', 'pageSize', 'limit', 'cursor'];

const Cursor = z.string().max(500).optional();

function agentInput(input: z.ZodType, { without = [], fixed = {}, list }: AgentTool): z.ZodType {
  if (input instanceof z.ZodVoid) return z.strictObject({ ...(list && { cursor: Cursor }) });
  if (!(input instanceof z.ZodObject)) return input;
  const unwanted = [...without, ...Object.keys(fixed), ...(list === undefined ? [] : PAGING)];
  const fields = Object.entries(input.shape);
  const kept = fields.filter(([field]) => !unwanted.includes(field));
  return z.strictObject({ ...Object.fromEntries(kept), ...(list && { cursor: Cursor }) });
}

/** A union has alternatives beside the type, which the protocol requires. */
function inputSchemaOf(input: z.ZodType): InputSchema {
  const { $schema: _draft, ...schema } = z.toJSONSchema(input, {
    io: 'input',
    unrepresentable: 'any',
    override: overrideJsonSchema,
  });
  return { ...schema, type: 'object' };
}
